import type { JSX } from "solid-js";
import { bytesOf, textOf } from "../../result/byte-strings.ts";
import type { ViewProps } from "../types.ts";
import { DerivationGate } from "./DerivationGate.tsx";
import { TextPage } from "./TextPage.tsx";

/** The text of a `.drv` file. */
export function AtermView(props: ViewProps): JSX.Element {
  return (
    <DerivationGate {...props}>
      {({ aterm, path }) => (
        <TextPage
          ui={props.ui}
          what="the ATerm"
          text={textOf(aterm)}
          content={() => bytesOf(aterm)}
          bytes={aterm.length}
          fileName={path.slice(path.lastIndexOf("/") + 1)}
          mediaType="application/octet-stream"
          colouring="quoted"
        />
      )}
    </DerivationGate>
  );
}
