/**
 * A pane for derivations: the one that was opened in the result, and from there its inputs. Needs no session:
 *
 *     <DerivationPane target={target()} client={client} sourceText={…} onGoTo={…} announce={…} />
 *
 * `target`: what `ResultPane` hands to `onOpenDerivation`; null shows what the pane is for. A new object opens anew.
 */
import { For, Match, Show, Switch, createEffect, createSignal, on, onCleanup, type JSX } from "solid-js";
import type { DerivationView, EvaluateError, TextSpan } from "../../../../workers/index.ts";
import { ErrorView } from "../error/ErrorView.tsx";
import { createOperations, isCancelled } from "../operation.ts";
import { ProgressStrip } from "../ProgressStrip.tsx";
import type { DerivationTarget, ValueClient } from "../types.ts";
import { DerivationDetails } from "./DerivationDetails.tsx";
import { stepTo, targetName, type Trail } from "./target.ts";

export interface DerivationPaneProps {
  target: DerivationTarget | null;
  client: ValueClient;
  sourceText: (file: string | null) => string | null;
  onGoTo: (span: TextSpan) => void;
  announce: (text: string) => void;
}

type Loaded =
  | { type: "derivation"; derivation: DerivationView }
  | { type: "failed"; error: EvaluateError }
  | { type: "cancelled" }
  | { type: "stale" };

export function DerivationPane(props: DerivationPaneProps): JSX.Element {
  const operations = createOperations(props.client);
  const [trail, setTrail] = createSignal<Trail>([]);
  const [loaded, setLoaded] = createSignal<Loaded | null>(null);
  let heading: HTMLHeadingElement | undefined;
  let asked = 0;
  onCleanup(() => asked++);

  const go = async (next: Trail, walked: boolean): Promise<void> => {
    const target = next.at(-1);
    if (target === undefined) return;
    const mine = ++asked;
    const answer = await operations.run(`Reading ${targetName(target)}`, () =>
      target.type === "value"
        ? props.client.derivationOf(target.id)
        : props.client.derivation(target.drvPath),
    );
    if (mine !== asked) return;
    // A step that is cancelled leaves the derivation on show.
    if (walked && isCancelled(answer)) return;
    setTrail(next);
    if (answer.type === "stale") setLoaded({ type: "stale" });
    else if (isCancelled(answer)) setLoaded({ type: "cancelled" });
    else if (answer.type === "failed") setLoaded({ type: "failed", error: answer.error });
    else setLoaded({ type: "derivation", derivation: answer.value });
    // Opened from the result, which is no longer shown, it leaves the keyboard nowhere.
    if (walked || isFocusLost()) heading?.focus();
    if (walked) {
      props.announce(`Derivation ${targetName(target)}`);
    }
  };

  createEffect(
    on(
      () => props.target,
      (target) => {
        asked++;
        if (target !== null) void go([target], false);
        else {
          setTrail([]);
          setLoaded(null);
        }
      },
    ),
  );

  const derivation = () => {
    const it = loaded();
    return it?.type === "derivation" ? it.derivation : null;
  };
  const error = () => {
    const it = loaded();
    return it?.type === "failed" ? it.error : null;
  };

  return (
    <section class="derivation-pane" aria-label="Derivation" aria-busy={operations.busy() !== null}>
      <Show when={trail().length > 0} fallback={<Nothing />}>
        <div class="derivation-scroll" tabindex="0" role="region" aria-label="Derivation details">
          <nav class="trail" aria-label="Way to this derivation">
            <For each={trail().slice(0, -1)}>
              {(target, i) => (
                <>
                  <button type="button" class="link" onClick={() => void go(trail().slice(0, i() + 1), true)}>
                    {targetName(target)}
                  </button>
                  <span aria-hidden="true">›</span>
                </>
              )}
            </For>
          </nav>
          <h2 class="derivation-name" tabindex="-1" ref={(element) => (heading = element)}>
            {derivation()?.name ?? targetName(trail().at(-1)!)}
          </h2>
          <Switch>
            <Match when={derivation()}>
              {(it) => (
                <DerivationDetails
                  derivation={it()}
                  announce={props.announce}
                  onWalk={(drvPath) => void go(stepTo(trail(), drvPath), true)}
                />
              )}
            </Match>
            <Match when={error()}>
              {(it) => <ErrorView error={it()} sourceText={props.sourceText} onGoTo={props.onGoTo} />}
            </Match>
            <Match when={loaded()?.type === "stale"}>
              <p class="hint">
                This derivation belongs to an evaluation that is gone. Evaluate again and open it from the
                result.
              </p>
            </Match>
            <Match when={loaded()?.type === "cancelled"}>
              <button type="button" class="button" onClick={() => void go(trail(), false)}>
                Read it again
              </button>
            </Match>
          </Switch>
        </div>
      </Show>
      <ProgressStrip busy={operations.busy()} onCancel={() => void props.client.stop()} />
    </section>
  );
}

function Nothing(): JSX.Element {
  return (
    <div class="empty">
      <p>
        A derivation is a build, written down: its inputs, its builder, its environment, and where its outputs
        go. Open one here from a row of the result that is marked as a derivation.
      </p>
    </div>
  );
}

/** Whether nothing has the focus, or what is about to lose it as it is hidden. */
function isFocusLost(): boolean {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body || !activeElement.checkVisibility();
}
