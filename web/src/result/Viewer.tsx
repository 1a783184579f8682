/** What opens over a tree: a whole string, an error, a function's documentation. Escape goes back. */
import ArrowLeft from "lucide-solid/icons/arrow-left";
import { Match, Show, Switch, onMount, type JSX } from "solid-js";
import type { TextSpan } from "../../../workers/index.ts";
import { ErrorView } from "./error/ErrorView.tsx";
import { SpanLink } from "./error/SpanLink.tsx";
import type { Operations } from "./operation.ts";
import StringView from "./StringView.tsx";
import type { DerivationTarget, ValueClient } from "./types.ts";
import type { Viewed } from "./viewer.ts";

export interface ViewerProps {
  viewed: Viewed;
  client: ValueClient;
  operations: Operations;
  sourceText: (file: string | null) => string | null;
  onGoTo: (span: TextSpan) => void;
  onOpenDerivation: (target: DerivationTarget) => void;
  onClose: () => void;
  announce: (text: string) => void;
}

const titles = { string: "String", error: "Error", function: "Function" };

export default function Viewer(props: ViewerProps): JSX.Element {
  let back!: HTMLButtonElement;
  onMount(() => back.focus());
  const string = () => (props.viewed.type === "string" ? props.viewed : null);
  const error = () => (props.viewed.type === "error" ? props.viewed : null);
  const lambda = () => (props.viewed.type === "function" ? props.viewed : null);
  return (
    <section
      class="viewer"
      aria-label={`${titles[props.viewed.type]} ${props.viewed.path}`}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        props.onClose();
      }}
    >
      <div class="viewer-bar">
        <button
          ref={(element) => (back = element)}
          type="button"
          class="tool-button labelled"
          onClick={() => props.onClose()}
        >
          <ArrowLeft size={16} aria-hidden="true" /> Back
        </button>
        <span class="path-text" title={props.viewed.path}>
          <bdi>{props.viewed.path}</bdi>
        </span>
      </div>
      <Switch>
        <Match when={string()}>
          {(it) => (
            <StringView
              value={it().value}
              client={props.client}
              operations={props.operations}
              onOpenDerivation={props.onOpenDerivation}
              announce={props.announce}
            />
          )}
        </Match>
        <Match when={error()}>
          {(it) => (
            <div class="viewer-scroll" tabindex="0" role="region" aria-label="Error">
              <ErrorView error={it().error} sourceText={props.sourceText} onGoTo={props.onGoTo} />
            </div>
          )}
        </Match>
        <Match when={lambda()}>
          {(it) => (
            <div class="viewer-scroll" tabindex="0" role="region" aria-label="Documentation">
              <p class="code">{it().value.text}</p>
              <Show when={it().value.span}>
                {(span) => (
                  <p class="error-place">
                    defined at{" "}
                    <SpanLink
                      span={span()}
                      reachable={props.sourceText(span().file) !== null}
                      onGoTo={props.onGoTo}
                    />
                  </p>
                )}
              </Show>
              <Show when={it().value.doc} fallback={<p class="hint">It has no documentation comment.</p>}>
                {(doc) => <p class="doc">{doc()}</p>}
              </Show>
            </div>
          )}
        </Match>
      </Switch>
    </section>
  );
}
