import { For, Show, createMemo, createSignal, type JSX } from "solid-js";
import { formatCount, formatSize } from "../../format.ts";
import { textOf } from "../../result/byte-strings.ts";
import { CopyButton, PathLink } from "../parts/index.ts";
import type { ExplorerUi } from "../types.ts";
import { foldPieces, markInput, type EarlierResult, type Gap, type HashedPiece } from "./hashed.ts";
import { visibleBytes } from "./visible-bytes.ts";

/** The bytes that a step hashes. */
export function HashedInput(props: {
  ui: ExplorerUi;
  /** A byte string, cut where it is very long. */
  input: string;
  /** Bytes in all. */
  size: number;
  earlier: readonly EarlierResult[];
  label: string;
}): JSX.Element {
  const [open, setOpen] = createSignal(false);
  const pieces = createMemo(() => markInput(visibleBytes(props.input), props.earlier));
  const folded = createMemo(() => foldPieces(pieces()));
  const shown = (): readonly (HashedPiece | Gap)[] => (open() ? pieces() : (folded() ?? pieces()));
  return (
    <div class="drv-text">
      <div class="drv-text-head">
        <span class="muted" title={`${formatCount(props.size)} bytes`}>
          {props.size < 1024 ? `${props.size} bytes` : formatSize(props.size)}
        </span>
        <CopyButton
          text={textOf(props.input)}
          label={`Copy what is hashed: ${props.label}`}
          announce={props.ui.announce}
        />
      </div>
      <pre class="code" tabindex="0" role="region" aria-label={`What is hashed: ${props.label}`}>
        <code>
          <For each={shown()}>{(piece) => <Piece ui={props.ui} piece={piece} />}</For>
          <Show when={open() && props.size > props.input.length}>
            <span class="drv-gap">{` … ${formatCount(props.size - props.input.length)} more bytes `}</span>
          </Show>
        </code>
      </pre>
      <Show when={folded() !== null}>
        <button type="button" class="drv-unfold" aria-expanded={open()} onClick={() => setOpen((it) => !it)}>
          {open() ? "Show less" : `Show all ${formatSize(props.input.length)}`}
        </button>
      </Show>
    </div>
  );
}

function Piece(props: { ui: ExplorerUi; piece: HashedPiece | Gap }): JSX.Element {
  const { piece } = props;
  if ("gap" in piece) return <span class="drv-gap">{` … ${formatCount(piece.gap)} bytes … `}</span>;
  switch (piece.kind) {
    case "flow":
      return <mark title={`What step ${piece.step} gave`}>{piece.text}</mark>;
    case "path":
      return <PathLink ui={props.ui} path={piece.text} whole />;
    case "digest":
      return <span class="type-int">{piece.text}</span>;
    case "plain":
      return piece.text;
  }
}
