import { For, createMemo, type JSX } from "solid-js";
import { shortenStorePath, splitAtStorePaths } from "./store-paths.ts";

/** A text whose store paths are marked and shortened: whole on hover. */
export function StoreText(props: { text: string; whole?: boolean }): JSX.Element {
  const pieces = createMemo(() => splitAtStorePaths(props.text));
  return (
    <For each={pieces()}>
      {(piece) =>
        piece.path === null ? (
          piece.text
        ) : (
          <span class="store-path" title={piece.path}>
            {props.whole === true ? piece.path : shortenStorePath(piece.path)}
          </span>
        )
      }
    </For>
  );
}
