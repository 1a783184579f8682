/** A text of several lines: its first ones, all of them when they are asked for. */
import { Show, createMemo, createResource, createSignal, type JSX } from "solid-js";
import { formatCount } from "../../format.ts";
import { PagedText } from "../../result/text/PagedText.tsx";
import { localText } from "../../result/text/source.ts";
import { CopyButton } from "../parts/index.ts";
import type { ExplorerUi } from "../types.ts";
import { foldedText } from "./folded-text.ts";
import { LinkedPieces } from "./LinkedPieces.tsx";

export interface LongTextProps {
  ui: ExplorerUi;
  text: string;
  /** For screen readers. */
  label: string;
  /** Whether it is coloured as Bash. */
  bash: boolean;
}

/** UTF-16 units up to which a text is put in the document whole, with links and colours. */
const mostWhole = 64 * 1024;

const colours = () => import("./bash.ts");

export function LongText(props: LongTextProps): JSX.Element {
  const [open, setOpen] = createSignal(false);
  const folded = createMemo(() => foldedText(props.text));
  const shown = (): string => (open() ? props.text : folded().start);
  const [bash] = createResource(
    () => props.bash,
    async () => (await colours()).colourBash,
  );
  const pieces = createMemo(() => bash.latest?.(shown()) ?? [{ text: shown(), classes: "" }]);
  const paged = (): boolean => open() && props.text.length > mostWhole;
  return (
    <div class="drv-text">
      <div class="drv-text-head">
        <span class="muted">{folded().size}</span>
        <CopyButton text={props.text} label={`Copy ${props.label}`} announce={props.ui.announce} />
      </div>
      <Show
        when={paged()}
        fallback={
          <pre class="code" tabindex="0" role="region" aria-label={props.label}>
            <code>
              <LinkedPieces ui={props.ui} pieces={pieces()} />
            </code>
          </pre>
        }
      >
        <div class="drv-text-paged">
          <PagedText source={localText(props.text)} colouring={null} label={props.label} />
        </div>
      </Show>
      <Show when={folded().cut}>
        <button type="button" class="drv-unfold" aria-expanded={open()} onClick={() => setOpen((it) => !it)}>
          {open()
            ? "Show less"
            : `Show all ${folded().lines > 1 ? folded().size : `${formatCount(props.text.length)} characters`}`}
        </button>
      </Show>
    </div>
  );
}
