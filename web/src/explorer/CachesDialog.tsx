/** The binary caches that are asked, and whose signatures are believed. */
import Trash from "lucide-solid/icons/trash";
import { For, Show, createSignal, type JSX } from "solid-js";
import type { CacheSetting } from "../../../workers/index.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { cacheProblem, defaultCaches, keyProblem, type Caches } from "./caches.ts";

export function CachesDialog(props: { caches: Caches; onClose: () => void }): JSX.Element {
  const { caches } = props;
  const [url, setUrl] = createSignal("");
  const [keys, setKeys] = createSignal("");
  const [problem, setProblem] = createSignal<string | null>(null);

  const add = (): void => {
    const trustedKeys = keys()
      .split(/\s+/)
      .filter((key) => key !== "");
    const wrong =
      cacheProblem(url().trim()) ??
      trustedKeys.map(keyProblem).find((it) => it !== null) ??
      (caches.list().some((cache) => cache.url === url().trim())
        ? "This cache is in the list already."
        : null);
    setProblem(wrong);
    if (wrong !== null) return;
    caches.set([...caches.list(), { url: url().trim(), trustedKeys }]);
    setUrl("");
    setKeys("");
  };

  return (
    <Dialog title="Binary caches" class="explorer-dialog" onClose={props.onClose}>
      <div class="dialog-scroll explorer-caches-dialog">
        <p>
          Asked in this order for store paths that are not here. What is not signed by a trusted key is
          refused.
        </p>
        <ul class="explorer-caches">
          <For each={caches.list()} fallback={<li>None: nothing is fetched.</li>}>
            {(cache) => <CacheRow cache={cache} caches={caches} />}
          </For>
        </ul>
        <form
          class="explorer-cache-form"
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <label>
            URL
            <input
              class="field"
              type="url"
              placeholder="https://cache.example.org"
              value={url()}
              onInput={(event) => setUrl(event.currentTarget.value)}
            />
          </label>
          <label>
            Trusted public keys; without any, signatures are not asked for
            <textarea
              class="field"
              rows="2"
              spellcheck={false}
              placeholder="cache.example.org-1:…"
              value={keys()}
              onInput={(event) => setKeys(event.currentTarget.value)}
            />
          </label>
          <Show when={problem()}>
            {(text) => (
              <p class="explorer-form-problem" role="alert">
                {text()}
              </p>
            )}
          </Show>
          <div class="explorer-state-actions">
            <button type="submit" class="button primary">
              Add
            </button>
            <button type="button" class="button" onClick={() => caches.set(defaultCaches)}>
              Back to the default
            </button>
          </div>
        </form>
      </div>
    </Dialog>
  );
}

function CacheRow(props: { cache: CacheSetting; caches: Caches }): JSX.Element {
  const note = (): string =>
    props.cache.trustedKeys.length === 0
      ? "signatures are not asked for"
      : `trusted: ${props.cache.trustedKeys.map((key) => key.split(":")[0]).join(", ")}`;
  return (
    <li>
      <span class="explorer-item-name">{props.cache.url}</span>
      <span class="explorer-item-note" title={props.cache.trustedKeys.join("\n")}>
        {note()}
      </span>
      <IconButton
        label={`Remove ${props.cache.url}`}
        onClick={() => props.caches.set(props.caches.list().filter((it) => it !== props.cache))}
      >
        <Trash size={14} aria-hidden="true" />
      </IconButton>
    </li>
  );
}
