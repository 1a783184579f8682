/** Searches a tree by name and by content. */
import X from "lucide-solid/icons/x";
import { For, Show, batch, createSignal, onCleanup, onMount, type JSX } from "solid-js";
import type { SearchHit, StoreFailure } from "../../../../workers/index.ts";
import { formatCount, formatNumberOf, formatSize } from "../../format.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import type { StoreJob } from "../../run/store-client.ts";
import { ErrorState } from "../parts/ErrorState.tsx";
import type { ExplorerUi } from "../types.ts";

/** Hits that are asked for. */
const mostHits = 1000;
/** Milliseconds after the last letter before names are searched. */
const typingPause = 250;

export function SearchPanel(props: {
  ui: ExplorerUi;
  node: string;
  onGo: (hit: SearchHit) => void;
  onClose: () => void;
}): JSX.Element {
  const [name, setName] = createSignal("");
  const [content, setContent] = createSignal("");
  const [caseSensitive, setCaseSensitive] = createSignal(false);
  const [hits, setHits] = createSignal<readonly SearchHit[]>([]);
  const [numbers, setNumbers] = createSignal("");
  const [running, setRunning] = createSignal(false);
  const [failure, setFailure] = createSignal<StoreFailure | null>(null);
  /** What screen readers are told at the end. */
  const [told, setTold] = createSignal("");
  let first!: HTMLInputElement;
  let job: StoreJob<unknown> | null = null;
  let latest = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  onMount(() => first.focus());
  onCleanup(() => {
    latest++;
    clearTimeout(timer);
    job?.cancel();
  });

  const search = async (): Promise<void> => {
    clearTimeout(timer);
    const mine = ++latest;
    job?.cancel();
    setFailure(null);
    const wanted = content() === "" ? null : content();
    if (name() === "" && wanted === null) {
      batch(() => {
        setHits([]);
        setNumbers("");
        setRunning(false);
      });
      return;
    }
    batch(() => {
      setRunning(true);
      setHits([]);
      setNumbers("");
    });
    const counted = (files: number, bytes: number, found: number): string => {
      const looked = wanted === null ? "" : `, ${formatSize(bytes)} read`;
      return `${formatNumberOf(found, "hit")} in ${formatNumberOf(files, "entry", "entries")}${looked}`;
    };
    const asked = props.ui.client.search(
      props.node,
      { name: name(), content: wanted, caseSensitive: caseSensitive() },
      mostHits,
      (report) => {
        if (mine !== latest) return;
        batch(() => {
          if (report.hits.length > 0) setHits([...hits(), ...report.hits]);
          setNumbers(counted(report.files, report.bytes, hits().length));
        });
      },
    );
    job = asked;
    const answer = await asked.answer;
    if (mine !== latest) return;
    job = null;
    batch(() => {
      setRunning(false);
      if (answer.type === "failed") setFailure(answer.failure);
      else if (answer.type === "cancelled") setNumbers(`${numbers()}; stopped`);
      else {
        setHits(answer.value.hits);
        const words = counted(answer.value.files, answer.value.bytes, answer.value.hits.length);
        setNumbers(answer.value.cut ? `${words}; the first ${formatCount(mostHits)}` : words);
      }
    });
    setTold(numbers());
  };
  const searchSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void search(), typingPause);
  };

  return (
    <search class="files-search">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void search();
        }}
      >
        <input
          ref={(it) => (first = it)}
          class="field"
          type="text"
          aria-label="Name, or a part of it; * and ? stand for others"
          placeholder="Name, as *.so"
          spellcheck={false}
          autocapitalize="off"
          value={name()}
          onInput={(event) => {
            setName(event.currentTarget.value);
            // Contents take longer: they are searched on Enter.
            if (content() === "") searchSoon();
          }}
        />
        <input
          class="field"
          type="text"
          aria-label="Content"
          placeholder="Content"
          spellcheck={false}
          autocapitalize="off"
          value={content()}
          onInput={(event) => setContent(event.currentTarget.value)}
        />
        <label class="files-case" title="Whether upper and lower case differ">
          <input
            type="checkbox"
            class="check"
            checked={caseSensitive()}
            onChange={(event) => {
              setCaseSensitive(event.currentTarget.checked);
              void search();
            }}
          />
          Case
        </label>
        <button type="submit" class="button small">
          Find
        </button>
        <IconButton label="Close the search" title="Close (Esc)" onClick={props.onClose}>
          <X size={14} aria-hidden="true" />
        </IconButton>
      </form>
      <Show when={numbers() !== "" || running()}>
        <p class="files-search-numbers">
          <span>{numbers() || "Searching"}</span>
          <Show when={running()}>
            <button type="button" class="link" onClick={() => job?.cancel()}>
              Cancel
            </button>
          </Show>
        </p>
      </Show>
      <p class="visually-hidden" role="status">
        {told()}
      </p>
      <Show when={failure()}>{(it) => <ErrorState failure={it()} onRetry={() => void search()} />}</Show>
      <Show when={hits().length > 0}>
        <ul class="files-hits" aria-label="Hits">
          <For each={hits()}>{(hit) => <HitRow hit={hit} onGo={() => props.onGo(hit)} />}</For>
        </ul>
      </Show>
    </search>
  );
}

function HitRow(props: { hit: SearchHit; onGo: () => void }): JSX.Element {
  const { match, path, entry } = props.hit;
  return (
    <li>
      <button type="button" class="files-hit" onClick={() => props.onGo()} title={path}>
        <span class="files-hit-path">
          {path}
          {entry.kind === "directory" ? "/" : ""}
        </span>
        <Show when={match}>
          {(it) => (
            <>
              <span class="files-hit-place">
                {it().line === null ? `at ${formatCount(it().offset)}` : `line ${formatCount(it().line!)}`}
                <Show when={it().count > 1}>{`, ${formatCount(it().count)} places`}</Show>
              </span>
              <span class="files-hit-text">{it().text}</span>
            </>
          )}
        </Show>
      </button>
    </li>
  );
}
