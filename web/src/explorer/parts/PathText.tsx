import { For, createMemo, type JSX } from "solid-js";
import { splitAtStorePaths } from "../../result/store-paths.ts";
import type { ExplorerUi } from "../types.ts";
import { PathLink } from "./PathLink.tsx";

/** A text whose store paths are links into the explorer. */
export function PathText(props: { ui: ExplorerUi; text: string; whole?: boolean }): JSX.Element {
  const pieces = createMemo(() => splitAtStorePaths(props.text));
  return (
    <For each={pieces()}>
      {(piece) =>
        piece.path === null ? (
          piece.text
        ) : (
          <PathLink ui={props.ui} path={piece.path} whole={props.whole === true} />
        )
      }
    </For>
  );
}
