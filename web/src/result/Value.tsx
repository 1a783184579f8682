/** The value of a result in the view that was chosen, and what was opened from it. */
import { Match, Show, Suspense, Switch, createSignal, lazy, type JSX } from "solid-js";
import type { RenderedText, TextSpan, ValueSummary } from "../../../workers/index.ts";
import type { View } from "../settings/types.ts";
import type { Operations } from "./operation.ts";
import { opensElsewhere } from "./tree/row-words.ts";
import type { TreeModel } from "./tree/model.ts";
import { TreeView } from "./tree/TreeView.tsx";
import type { DerivationTarget, ValueClient } from "./types.ts";
import type { Viewed } from "./viewer.ts";

// Not needed for the first result as a tree.
const TextView = lazy(() => import("./text/TextView.tsx"));
const StringView = lazy(() => import("./StringView.tsx"));
const Viewer = lazy(() => import("./Viewer.tsx"));

export interface ValueProps {
  root: ValueSummary;
  /** The text that came with the result, where it is that of `view`. */
  rendered: RenderedText | null;
  model: TreeModel;
  view: View;
  strict: boolean;
  client: ValueClient;
  operations: Operations;
  sourceText: (file: string | null) => string | null;
  onGoTo: (span: TextSpan) => void;
  onOpenDerivation: (target: DerivationTarget) => void;
  onEvaluate: () => void;
  announce: (text: string) => void;
  scrollTop: number;
  onScroll: (scrollTop: number) => void;
}

export function Value(props: ValueProps): JSX.Element {
  const [viewed, setViewed] = createSignal<Viewed | null>(null);
  let tree: HTMLElement | undefined;
  const close = (): void => {
    setViewed(null);
    tree?.focus();
  };
  /** A string that its row can't show is shown below it at once. */
  const isText = (): boolean => props.root.type === "string" && opensElsewhere(props.root);
  return (
    <Suspense>
      <Switch
        fallback={
          <TextView
            root={props.root.id}
            format={props.view === "tree" ? "nix" : props.view}
            strict={props.strict}
            rendered={props.rendered}
            client={props.client}
            operations={props.operations}
            sourceText={props.sourceText}
            onGoTo={props.onGoTo}
            onEvaluate={props.onEvaluate}
            announce={props.announce}
          />
        }
      >
        <Match when={props.view === "tree"}>
          <div class="tree-and-text" classList={{ text: isText() }} inert={viewed() !== null}>
            <TreeView
              model={props.model}
              client={props.client}
              operations={props.operations}
              canGoTo={(span) => props.sourceText(span.file) !== null}
              onGoTo={props.onGoTo}
              onOpenDerivation={props.onOpenDerivation}
              onView={setViewed}
              announce={props.announce}
              scrollTop={props.scrollTop}
              onScroll={props.onScroll}
              treeRef={(element) => (tree = element)}
            />
            <Show when={isText()}>
              <StringView
                value={props.root}
                client={props.client}
                operations={props.operations}
                onOpenDerivation={props.onOpenDerivation}
                announce={props.announce}
              />
            </Show>
          </div>
          <Show when={viewed()} keyed>
            {(it) => (
              <Suspense>
                <Viewer
                  viewed={it}
                  client={props.client}
                  operations={props.operations}
                  sourceText={props.sourceText}
                  onGoTo={props.onGoTo}
                  onOpenDerivation={props.onOpenDerivation}
                  onClose={close}
                  announce={props.announce}
                />
              </Suspense>
            )}
          </Show>
        </Match>
      </Switch>
    </Suspense>
  );
}
