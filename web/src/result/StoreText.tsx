import { For, Show, createMemo, useContext, type JSX } from "solid-js";
import { ExplorePath } from "../ui/explore-path.ts";
import { shortenStorePath, splitAtStorePaths } from "./store-paths.ts";

/** A text whose store paths are marked and shortened: whole on hover. */
export function StoreText(props: {
  text: string;
  whole?: boolean;
  /** Where keys belong to what is around it: its links are for the mouse. */
  keyless?: boolean;
}): JSX.Element {
  const pieces = createMemo(() => splitAtStorePaths(props.text));
  return (
    <For each={pieces()}>
      {(piece) =>
        piece.path === null ? (
          piece.text
        ) : (
          <StorePathLink path={piece.path} whole={props.whole === true} keyless={props.keyless === true} />
        )
      }
    </For>
  );
}

/** A store path: whole on hover; a link where there is an explorer to show it in. */
export function StorePathLink(props: { path: string; whole?: boolean; keyless?: boolean }): JSX.Element {
  const explore = useContext(ExplorePath);
  const text = (): string => (props.whole === true ? props.path : shortenStorePath(props.path));
  return (
    <Show
      when={explore}
      fallback={
        <span class="store-path" title={props.path}>
          {text()}
        </span>
      }
    >
      {(open) => (
        <button
          type="button"
          class="store-path explore-link"
          tabindex={props.keyless === true ? -1 : undefined}
          title={`${props.path}\nOpens in the explorer`}
          onClick={(event) => {
            event.stopPropagation();
            open()(props.path);
          }}
        >
          {text()}
        </button>
      )}
    </Show>
  );
}
