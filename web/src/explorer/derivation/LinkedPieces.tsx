import { For, type JSX } from "solid-js";
import type { Piece } from "../../editor/nix-language.ts";
import { PathText } from "../parts/index.ts";
import type { ExplorerUi } from "../types.ts";

/** Coloured text whose store paths are links. */
export function LinkedPieces(props: { ui: ExplorerUi; pieces: readonly Piece[] }): JSX.Element {
  return (
    <For each={props.pieces}>
      {(piece) => {
        const content = piece.text.includes("/nix/store/") ? (
          <PathText ui={props.ui} text={piece.text} />
        ) : (
          piece.text
        );
        return piece.classes === "" ? content : <span class={piece.classes}>{content}</span>;
      }}
    </For>
  );
}
