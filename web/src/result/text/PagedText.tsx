/** A text of any size: a few parts of it are in the document, more come while scrolling. */
import { For, Show, createEffect, createMemo, createSignal, on, onCleanup, type JSX } from "solid-js";
import { formatCount } from "../../format.ts";
import { colourPart, startState, stateAfter, type ColourState, type Colouring } from "./colour.ts";
import { extended, mostParts, partSize, partsOf, type PartRange } from "./pages.ts";
import { TextGone, type TextSource } from "./source.ts";

export interface PagedTextProps {
  source: TextSource;
  colouring: Colouring;
  label: string;
  /** Told when the text can no longer be had. */
  onGone?: () => void;
}

interface Part {
  source: TextSource;
  number: number;
  text: string;
  state: ColourState;
}

/** Pixels before an end within which more is loaded. */
const reach = 800;

/** Parts at first: enough for a high screen. */
const partsAtFirst = 2;

export function PagedText(props: PagedTextProps): JSX.Element {
  let scroller!: HTMLDivElement;
  const [parts, setParts] = createSignal<readonly Part[]>([]);
  const [position, setPosition] = createSignal(0);
  const count = createMemo(() => partsOf(props.source.total));
  let generation = 0;
  let loading = false;
  /** States at the start of parts that were reached from the beginning without a gap. */
  let states: ColourState[] = [startState];

  const load = async (range: PartRange): Promise<Part[] | null> => {
    const asked = generation;
    const { source } = props;
    const there = parts().filter((part) => part.source === source);
    const loaded: Part[] = [];
    try {
      for (let number = range.from; number < range.to; number++) {
        const known = there.find((part) => part.number === number);
        if (known !== undefined) {
          loaded.push(known);
          continue;
        }
        const from = number * partSize;
        const text = await source.part(from, Math.min(from + partSize, source.total));
        if (asked !== generation) return null;
        const state = states[number] ?? startState;
        if (states[number] !== undefined) states[number + 1] = stateAfter(text, state);
        loaded.push({ source, number, text, state });
      }
    } catch (error) {
      if (!(error instanceof TextGone)) throw error;
      props.onGone?.();
      return null;
    }
    return asked === generation ? loaded : null;
  };

  const range = (): PartRange => {
    const shown = parts();
    const first = shown[0]?.number ?? 0;
    return { from: first, to: first + shown.length };
  };

  /** Puts parts in the document without moving what is read. */
  const put = (next: readonly Part[]): void => {
    const stays = parts().find((part) => next.includes(part) && topOf(part.number) !== null);
    const before = stays === undefined ? null : topOf(stays.number);
    setParts(next);
    const after = stays === undefined ? null : topOf(stays.number);
    if (before !== null && after !== null && before !== after) scroller.scrollTop += after - before;
  };
  const topOf = (number: number): number | null =>
    scroller.querySelector(`[data-part="${number}"]`)?.getClientRects()[0]?.top ?? null;

  const extend = async (direction: 1 | -1): Promise<void> => {
    const next = extended(range(), count(), direction);
    if (loading || (next.from === range().from && next.to === range().to)) return;
    loading = true;
    const loaded = await load(next).finally(() => (loading = false));
    // A text that is gone stays so: asking again would never end.
    if (loaded === null) return;
    put(loaded);
    queueMicrotask(onScroll);
  };

  /** Goes to a part. */
  const jump = async (number: number, to: "start" | "end" = "start"): Promise<void> => {
    const asked = ++generation;
    const from = Math.max(0, Math.min(number, count() - partsAtFirst));
    setPosition(from);
    const loaded = await load({ from, to: Math.min(count(), from + partsAtFirst) });
    if (loaded === null || asked !== generation) return;
    setParts(loaded);
    scroller.scrollTop = to === "start" ? 0 : scroller.scrollHeight;
  };

  const onScroll = (): void => {
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    const { top } = scroller.getBoundingClientRect();
    const inSight = parts().findLast((part) => (topOf(part.number) ?? Infinity) <= top + 1);
    if (inSight !== undefined) setPosition(inSight.number);
    if (scrollHeight - scrollTop - clientHeight < reach) void extend(1);
    else if (scrollTop < reach) void extend(-1);
  };

  createEffect(
    on(
      () => props.source,
      () => {
        states = [startState];
        void jump(0);
      },
    ),
  );
  onCleanup(() => generation++);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.shiftKey) return;
    if (event.key === "Home") void jump(0);
    else if (event.key === "End") void jump(count() - 1, "end");
    else return;
    event.preventDefault();
  };

  return (
    <div class="paged-text">
      <div
        ref={(element) => (scroller = element)}
        class="paged-scroll"
        tabindex="0"
        role="region"
        aria-label={props.label}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
      >
        <pre class="code">
          <code>
            <For each={parts()}>
              {(part) => (
                <span data-part={part.number}>
                  <For each={colourPart(part.text, part.state, props.colouring)}>
                    {(piece) =>
                      piece.classes ? <span class={piece.classes}>{piece.text}</span> : piece.text
                    }
                  </For>
                </span>
              )}
            </For>
          </code>
        </pre>
      </div>
      <Show when={count() > mostParts}>
        <div class="paged-position">
          <input
            type="range"
            min="0"
            max={count() - 1}
            value={position()}
            aria-label="Place in the text"
            aria-valuetext={placeText(position(), props.source.total)}
            onInput={(event) => void jump(event.currentTarget.valueAsNumber)}
          />
          <span>{placeText(position(), props.source.total)}</span>
        </div>
      </Show>
    </div>
  );
}

function placeText(part: number, total: number): string {
  return `from ${formatCount(part * partSize + 1)} of ${formatCount(total)} characters`;
}
