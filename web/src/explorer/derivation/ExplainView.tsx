/** How the paths of a derivation come about: what is hashed, step by step. */
import ArrowDown from "lucide-solid/icons/arrow-down";
import { For, Show, createSignal, type JSX } from "solid-js";
import type { FingerprintStep, PathExplanation } from "../../../../workers/index.ts";
import { createWork, CopyButton, ErrorState, PathLink, PathText, Progress } from "../parts/index.ts";
import type { ExplorerUi, ViewProps } from "../types.ts";
import { DerivationGate } from "./DerivationGate.tsx";
import { HashedInput } from "./HashedInput.tsx";
import type { EarlierResult } from "./hashed.ts";
import { askWithEvaluated } from "./keep-evaluated.ts";
import { LongText } from "./LongText.tsx";

export function ExplainView(props: ViewProps): JSX.Element {
  return (
    <DerivationGate {...props}>
      {({ path, name }) => <Explained ui={props.ui} path={path} name={name} />}
    </DerivationGate>
  );
}

function Explained(props: { ui: ExplorerUi; path: string; name: string }): JSX.Element {
  const work = createWork(
    () => props.path,
    (path) =>
      askWithEvaluated(
        props.ui,
        path,
        () => props.ui.client.explain(path),
        (it) => it.type === "failed",
      ),
  );
  return (
    <>
      <Show when={work.running()}>
        <Progress
          what={`Working out the paths of ${props.name}`}
          numbers=""
          part={null}
          onCancel={work.cancel}
        />
      </Show>
      <Show when={work.failure()}>{(it) => <ErrorState failure={it()} onRetry={work.again} />}</Show>
      <Show when={work.cancelled()}>
        <div class="explorer-state">
          <button type="button" class="button" onClick={() => work.again()}>
            Work them out
          </button>
        </div>
      </Show>
      <Show when={work.value()}>
        {(paths) => (
          <div
            class="drv-page"
            tabindex="0"
            role="region"
            aria-label={`How the paths of ${props.name} come about`}
          >
            <p class="drv-note">
              A store path is a hash, written in 32 digits, and a name. What is hashed stands here byte by
              byte. <mark>Marked</mark> is what an earlier step gave.
            </p>
            <For each={paths()}>{(path, i) => <PathSteps ui={props.ui} path={path} open={i() === 0} />}</For>
          </div>
        )}
      </Show>
    </>
  );
}

function PathSteps(props: { ui: ExplorerUi; path: PathExplanation; open: boolean }): JSX.Element {
  const [open, setOpen] = createSignal(props.open);
  const earlier = (index: number): EarlierResult[] =>
    props.path.steps
      .slice(0, index)
      .flatMap(({ output }, i) => output.split("\n").map((line) => ({ step: i + 1, output: line })));
  return (
    <details class="drv-explained" open={open()} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h3>{props.path.output === null ? "The derivation’s own path" : `Output ${props.path.output}`}</h3>
      </summary>
      <p class="drv-explained-path code">
        <Show when={props.path.path !== ""} fallback={<span class="muted">Known once it is built.</span>}>
          <PathLink ui={props.ui} path={props.path.path} whole copy />
        </Show>
      </p>
      <Show when={open()}>
        <ol class="drv-steps">
          <For each={props.path.steps}>
            {(step, i) => <Step ui={props.ui} step={step} number={i() + 1} earlier={earlier(i())} />}
          </For>
        </ol>
      </Show>
    </details>
  );
}

function Step(props: {
  ui: ExplorerUi;
  step: FingerprintStep;
  number: number;
  earlier: readonly EarlierResult[];
}): JSX.Element {
  return (
    <li class="drv-step">
      <h4>
        <span class="drv-step-number">{props.number}</span>
        <span class="drv-step-title">{props.step.title}</span>
      </h4>
      <p class="drv-note">{props.step.why}</p>
      <HashedInput
        ui={props.ui}
        input={props.step.input}
        size={props.step.inputSize}
        earlier={props.earlier}
        label={props.step.title}
      />
      <p class="drv-operation">
        <ArrowDown size={14} aria-hidden="true" />
        <span>{props.step.operation}</span>
      </p>
      <Show
        when={props.step.output.includes("\n")}
        fallback={
          <p class="drv-result code">
            <span>
              <PathText ui={props.ui} text={props.step.output} whole />
            </span>
            <CopyButton
              text={props.step.output}
              label={`Copy the result of step ${props.number}`}
              announce={props.ui.announce}
            />
          </p>
        }
      >
        <LongText
          ui={props.ui}
          text={props.step.output}
          label={`the result of step ${props.number}`}
          bash={false}
        />
      </Show>
    </li>
  );
}
