/** Compares what is shown with something else of its kind. */
import ArrowLeftRight from "lucide-solid/icons/arrow-left-right";
import { Match, Show, Switch, createMemo, createSignal, type JSX } from "solid-js";
import type { Subject } from "../../../../workers/index.ts";
import { createWork, ErrorState, PathLink, Progress } from "../parts/index.ts";
import { isSameSubject, nameOf } from "../subject.ts";
import type { ExplorerUi, ViewProps } from "../types.ts";
import { isDerivation } from "./candidates.ts";
import { ChooseOther } from "./ChooseOther.tsx";
import { ClosureDiffs } from "./ClosureDiffs.tsx";
import { DerivationDiff } from "./DerivationDiff.tsx";
import { sidesOf } from "./sides.ts";

export function CompareView(props: ViewProps): JSX.Element {
  const [choosing, setChoosing] = createSignal(false);
  return (
    <div class="drv-page compare-page" tabindex="0" role="region" aria-label="Comparison">
      <Show
        when={choosing() ? null : props.place.with}
        fallback={
          <ChooseOther
            ui={props.ui}
            subject={props.place.subject}
            onChoose={(other) => {
              setChoosing(false);
              props.ui.go({ subject: props.place.subject, view: "compare", with: other });
            }}
          />
        }
      >
        {(other) => (
          <Comparison
            ui={props.ui}
            before={props.place.subject}
            after={other()}
            onChoose={() => setChoosing(true)}
          />
        )}
      </Show>
    </div>
  );
}

function Comparison(props: {
  ui: ExplorerUi;
  before: Subject;
  after: Subject;
  onChoose: () => void;
}): JSX.Element {
  const [what, setWhat] = createSignal<"derivations" | "closures">("derivations");
  const drvs = (): boolean => isDerivation(props.before) && isDerivation(props.after);
  const before = createMemo(() => props.before, undefined, { equals: isSameSubject });
  const after = createMemo(() => props.after, undefined, { equals: isSameSubject });
  const work = createWork(
    () => ({ before: before(), after: after() }),
    (sides) => sidesOf(props.ui, sides.before, sides.after),
  );
  return (
    <>
      <div class="compare-sides">
        <p>
          <span class="muted">Before</span> <SideName ui={props.ui} subject={props.before} />
        </p>
        <p>
          <span class="muted">After</span> <SideName ui={props.ui} subject={props.after} />
        </p>
        <span class="graph-actions">
          <button
            type="button"
            class="button"
            onClick={() => props.ui.go({ subject: props.after, view: "compare", with: props.before })}
          >
            <ArrowLeftRight size={14} aria-hidden="true" /> Swap
          </button>
          <button type="button" class="button" onClick={() => props.onChoose()}>
            Choose another
          </button>
        </span>
      </div>
      <Show when={drvs()}>
        <fieldset class="segments compare-what">
          <legend class="visually-hidden">What is compared</legend>
          <label>
            <input
              type="radio"
              name="compare-what"
              checked={what() === "derivations"}
              onChange={() => setWhat("derivations")}
            />
            <span>What differs</span>
          </label>
          <label>
            <input
              type="radio"
              name="compare-what"
              checked={what() === "closures"}
              onChange={() => setWhat("closures")}
            />
            <span>Closures</span>
          </label>
        </fieldset>
      </Show>
      <Show when={work.running()}>
        <Progress what="Reading both sides" numbers="" part={null} onCancel={work.cancel} />
      </Show>
      <Show when={work.failure()}>{(it) => <ErrorState failure={it()} onRetry={work.again} />}</Show>
      <Show when={work.value()}>
        {(sides) => (
          <Switch>
            <Match when={drvs() && what() === "derivations"}>
              <DerivationDiff ui={props.ui} before={sides().before} after={sides().after} />
            </Match>
            <Match when={true}>
              <ClosureDiffs ui={props.ui} before={sides().before} after={sides().after} />
            </Match>
          </Switch>
        )}
      </Show>
    </>
  );
}

function SideName(props: { ui: ExplorerUi; subject: Subject }): JSX.Element {
  return (
    <Show
      when={props.subject.type === "path" ? props.subject.path : null}
      fallback={<span class="code">{nameOf(props.subject)}</span>}
    >
      {(path) => <PathLink ui={props.ui} path={path()} copy />}
    </Show>
  );
}
