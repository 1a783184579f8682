/** Above the table: search by path, go to an offset, scale and zoom of the picture. */
import ChevronDown from "lucide-solid/icons/chevron-down";
import ChevronUp from "lucide-solid/icons/chevron-up";
import Maximize from "lucide-solid/icons/maximize-2";
import ZoomIn from "lucide-solid/icons/zoom-in";
import ZoomOut from "lucide-solid/icons/zoom-out";
import { For, Show, createEffect, createSignal, createUniqueId, on, onCleanup, type JSX } from "solid-js";
import { formatCount } from "../../format.ts";
import { hexOffset } from "../table/index.ts";
import type { Layout } from "./create-layout.ts";
import { parseOffset } from "./offset-text.ts";
import type { ScaleName } from "./scale.ts";

/** Places of a search that are gone through. */
const mostHits = 10_000;
/** Milliseconds after the last letter. */
const typingPause = 150;

export interface NarToolsProps {
  layout: Layout;
  active: number;
  onSelect: (segment: number) => void;
  /** A byte of the archive was asked for: it may be in the midst of a segment. */
  onOffset: (offset: number, segment: number) => void;
  scale: ScaleName;
  onScale: (scale: ScaleName) => void;
  zoomed: boolean;
  onZoomIn: () => void;
  onZoomOut: () => void;
  onZoomAll: () => void;
  announce: (text: string) => void;
  /** At the end. */
  children?: JSX.Element;
}

export function NarTools(props: NarToolsProps): JSX.Element {
  return (
    <div class="nar-tools">
      <PathSearch {...props} />
      <OffsetField {...props} />
      <ScaleSwitch {...props} />
      <div class="nar-zoom" role="group" aria-label="Zoom of the picture">
        <button
          type="button"
          class="icon-button"
          title="Zoom in (+)"
          aria-label="Zoom in"
          onClick={() => props.onZoomIn()}
        >
          <ZoomIn size={16} aria-hidden="true" />
        </button>
        <button
          type="button"
          class="icon-button"
          title="Zoom out (-)"
          aria-label="Zoom out"
          disabled={!props.zoomed}
          onClick={() => props.onZoomOut()}
        >
          <ZoomOut size={16} aria-hidden="true" />
        </button>
        <button
          type="button"
          class="icon-button"
          title="Show all of it (0)"
          aria-label="Show all of it"
          disabled={!props.zoomed}
          onClick={() => props.onZoomAll()}
        >
          <Maximize size={16} aria-hidden="true" />
        </button>
      </div>
      {props.children}
    </div>
  );
}

function PathSearch(props: NarToolsProps): JSX.Element {
  const [text, setText] = createSignal("");
  const [hits, setHits] = createSignal<number[]>([]);
  const [at, setAt] = createSignal(0);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const search = (): void => {
    const found = text() === "" ? [] : props.layout.index.search(text(), mostHits);
    setHits(found);
    setAt(0);
    if (found.length > 0) props.onSelect(found[0]!);
  };
  createEffect(
    on(
      text,
      () => {
        clearTimeout(timer);
        timer = setTimeout(search, typingPause);
      },
      { defer: true },
    ),
  );
  onCleanup(() => clearTimeout(timer));
  const step = (by: number): void => {
    const { length } = hits();
    if (length === 0) return;
    const next = (at() + by + length) % length;
    setAt(next);
    props.onSelect(hits()[next]!);
  };
  const count = (): string => {
    if (text() === "") return "";
    const { length } = hits();
    return length === 0
      ? "none"
      : `${formatCount(at() + 1)} of ${formatCount(length)}${length === mostHits ? "+" : ""}`;
  };
  return (
    <div class="nar-search">
      <input
        class="field"
        type="search"
        spellcheck={false}
        autocomplete="off"
        placeholder="Find a path"
        aria-label="Find a path"
        value={text()}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
          else if (event.key === "Escape" && text() !== "") setText("");
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <span class="nar-count" role="status">
        {count()}
      </span>
      <Show when={hits().length > 1}>
        <button
          type="button"
          class="icon-button small"
          title="Before (Shift-Enter)"
          aria-label="The one before"
          onClick={() => step(-1)}
        >
          <ChevronUp size={14} aria-hidden="true" />
        </button>
        <button
          type="button"
          class="icon-button small"
          title="Next (Enter)"
          aria-label="The next one"
          onClick={() => step(1)}
        >
          <ChevronDown size={14} aria-hidden="true" />
        </button>
      </Show>
    </div>
  );
}

function OffsetField(props: NarToolsProps): JSX.Element {
  const [fault, setFault] = createSignal("");
  const go = (field: HTMLInputElement): void => {
    const offset = parseOffset(field.value);
    const segment = offset === null ? null : props.layout.index.at(offset);
    if (offset !== null && segment !== null) {
      setFault("");
      return props.onOffset(offset, segment);
    }
    const end = props.layout.index.narSize;
    const words =
      offset === null
        ? "Write an offset as 4096 or 0x1000."
        : `The archive ends at ${hexOffset(end)} (${formatCount(end)}).`;
    setFault(words);
    props.announce(words);
  };
  return (
    <form
      class="nar-offset"
      onSubmit={(event) => {
        event.preventDefault();
        go(event.currentTarget.elements.namedItem("offset") as HTMLInputElement);
      }}
    >
      <input
        class="field"
        classList={{ wrong: fault() !== "" }}
        name="offset"
        enterkeyhint="go"
        spellcheck={false}
        autocomplete="off"
        placeholder="Offset, 0x…"
        aria-label="Go to offset"
        aria-invalid={fault() !== "" ? true : undefined}
        title={fault() || "Go to a byte: 4096, 0x1000 or 4 KiB"}
        onInput={() => setFault("")}
      />
      <button type="submit" class="button">
        Go
      </button>
    </form>
  );
}

const scales: { name: ScaleName; label: string; hint: string }[] = [
  {
    name: "even",
    label: "Logarithmic",
    hint: "Widths grow with the logarithm of sizes: small parts are seen too",
  },
  { name: "bytes", label: "True to size", hint: "Widths are in proportion to bytes" },
];

function ScaleSwitch(props: NarToolsProps): JSX.Element {
  const group = createUniqueId();
  return (
    <fieldset class="segments" aria-label="Scale of the picture">
      <For each={scales}>
        {({ name, label, hint }) => (
          <label title={hint}>
            <input
              type="radio"
              name={group}
              checked={props.scale === name}
              onChange={() => props.onScale(name)}
            />
            <span>{label}</span>
          </label>
        )}
      </For>
    </fieldset>
  );
}
