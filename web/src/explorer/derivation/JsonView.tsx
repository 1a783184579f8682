import type { JSX } from "solid-js";
import { formatDerivationsJson } from "../../../../core/nix-compat/index.ts";
import { bytesOf, textOf } from "../../result/byte-strings.ts";
import type { ViewProps } from "../types.ts";
import { DerivationGate } from "./DerivationGate.tsx";
import { TextPage } from "./TextPage.tsx";

/** A derivation as `nix derivation show` prints it. */
export function JsonView(props: ViewProps): JSX.Element {
  return (
    <DerivationGate {...props}>
      {({ drv, name, path }) => {
        const json = formatDerivationsJson(new Map([[path, drv]]));
        return (
          <TextPage
            ui={props.ui}
            what="the JSON"
            text={textOf(json)}
            content={() => bytesOf(json)}
            bytes={json.length}
            fileName={`${name}.json`}
            mediaType="application/json"
            colouring="json"
          />
        );
      }}
    </DerivationGate>
  );
}
