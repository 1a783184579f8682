/** The embedded page: editor and result, and a line that leads to the whole page. */
import ExternalLink from "lucide-solid/icons/external-link";
import { Show, Suspense, createEffect, createSignal, lazy, on, onCleanup, type JSX } from "solid-js";
import { ariaKey, showKey } from "../commands/keys.ts";
import { Editor } from "../editor/Editor.tsx";
import { formatTime } from "../format.ts";
import { ResultPane, type DerivationTarget } from "../result/index.ts";
import type { WorkerHandle } from "../run/client.ts";
import { followTheme } from "../settings/index.ts";
import { fragmentOf } from "../share/clean.ts";
import { encodeLink } from "../share/link.ts";
import type { Shared } from "../share/types.ts";
import { createEmbedPage } from "./embed-page.ts";
import { FileRow } from "./FileRow.tsx";
import type { EmbedOptions } from "./options.ts";

const DerivationPane = lazy(async () => {
  const room = await import("../result/derivation/DerivationPane.tsx");
  return { default: room.DerivationPane };
});

/** Milliseconds after the last change before the link to the whole page follows. */
const linkPause = 300;

const evaluateKey = "Mod-Enter";

export function EmbedApp(props: {
  shared: Shared;
  options: EmbedOptions;
  /** Why the link could not be opened; null when all went well. */
  problem: string | null;
  spawn: () => WorkerHandle;
}): JSX.Element {
  const page = createEmbedPage(props.shared, props.options, props.spawn);
  const { files, settings, client, session } = page;
  const { current } = settings;
  const [target, setTarget] = createSignal<DerivationTarget | null>(null);
  const [link, setLink] = createSignal(location.pathname + fragmentOf(location));
  followTheme(current);

  const evaluate = (): void => {
    setTarget(null);
    void session.evaluate();
  };

  // How the text is read: what was evaluated is evaluated anew.
  createEffect(
    on(
      () => [current.profile, current.pipeOperators, current.view === "tree" && current.strict],
      () => {
        if (session.shown() !== null || session.running()) void session.evaluateAgain();
      },
      { defer: true },
    ),
  );

  let linking: ReturnType<typeof setTimeout> | undefined;
  createEffect(() => {
    const { profile, pipeOperators, view, strict } = current;
    const shared = { workspace: files.snapshot(), settings: { profile, pipeOperators, view, strict } };
    clearTimeout(linking);
    linking = setTimeout(() => {
      void encodeLink(shared).then((fragment) => setLink(location.pathname + fragment));
    }, linkPause);
  });
  onCleanup(() => clearTimeout(linking));

  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
    event.preventDefault();
    evaluate();
  };
  window.addEventListener("keydown", onKey);
  onCleanup(() => window.removeEventListener("keydown", onKey));

  return (
    <div class="embed">
      <Show when={props.problem}>
        {(problem) => (
          <p class="embed-problem" role="alert">
            {problem()}
          </p>
        )}
      </Show>
      <main class="embed-panes">
        <h1 class="visually-hidden">{files.name()}</h1>
        <div class="embed-editor">
          <Show when={files.files().length > 1}>
            <FileRow files={files} />
          </Show>
          <Editor
            workspace={files}
            fontSize={current.fontSize}
            wrapLines={current.wrapLines}
            keys={[{ key: evaluateKey, run: () => (evaluate(), true), preventDefault: true }]}
            onEdit={() => session.noteEdit()}
            onReady={page.setEditor}
          />
        </div>
        <div class="embed-result">
          <Show when={target()}>
            {(it) => (
              <div class="embed-derivation">
                <button type="button" class="button" onClick={() => setTarget(null)}>
                  Back to the result
                </button>
                <Suspense>
                  <DerivationPane
                    client={client}
                    target={it()}
                    sourceText={page.sourceText}
                    onGoTo={page.goTo}
                    announce={page.speak}
                  />
                </Suspense>
              </div>
            )}
          </Show>
          <div class="embed-value" classList={{ hidden: target() !== null }}>
            <ResultPane
              client={client}
              shown={session.shown()}
              running={session.progress()}
              interruption={session.interruption()}
              edited={session.edited()}
              view={current.view}
              onView={(view) => settings.borrow({ view })}
              strict={current.strict}
              onStrict={(strict) => settings.borrow({ strict })}
              sourceText={page.sourceText}
              onGoTo={page.goTo}
              onEvaluate={evaluate}
              onStop={() => session.stop()}
              onOpenDerivation={setTarget}
              announce={page.speak}
            />
          </div>
        </div>
      </main>
      <footer class="embed-foot">
        <Show
          when={session.progress() === null}
          fallback={
            <button type="button" class="button" onClick={() => session.stop()}>
              Stop
            </button>
          }
        >
          <button
            type="button"
            class="button primary"
            aria-keyshortcuts={ariaKey(evaluateKey)}
            onClick={() => evaluate()}
          >
            Evaluate <kbd aria-hidden="true">{showKey(evaluateKey)}</kbd>
          </button>
        </Show>
        <span class="embed-time">{timeText(session.shown()?.reply.stats.ms)}</span>
        <a class="embed-link" href={link()} target="_blank" rel="noopener">
          Open in Tvix Playground <ExternalLink size={14} aria-hidden="true" />
        </a>
      </footer>
      <div class="visually-hidden" role="status" aria-live="polite">
        {page.spoken()}
      </div>
    </div>
  );
}

function timeText(ms: number | undefined): string {
  return ms === undefined ? "" : formatTime(ms);
}
