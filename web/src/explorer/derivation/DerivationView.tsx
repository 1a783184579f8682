/** A derivation as a readable page. */
import { For, Show, createMemo, type JSX } from "solid-js";
import { PathLink, PathText } from "../parts/index.ts";
import type { ViewProps } from "../types.ts";
import { ClosureLine } from "./ClosureLine.tsx";
import { DerivationGate } from "./DerivationGate.tsx";
import { Environment } from "./Environment.tsx";
import { Inputs } from "./Inputs.tsx";
import { JsonTree } from "./JsonTree.tsx";
import type { LoadedDerivation } from "./load.ts";
import { Outputs } from "./Outputs.tsx";
import { kindWords, readable } from "./readable.ts";

export function DerivationView(props: ViewProps): JSX.Element {
  return (
    <DerivationGate {...props}>{(loaded) => <DerivationPage {...props} loaded={loaded} />}</DerivationGate>
  );
}

function DerivationPage(props: ViewProps & { loaded: LoadedDerivation }): JSX.Element {
  const drv = createMemo(() => readable(props.loaded.drv));
  const words = () => kindWords[drv().kind];
  return (
    <div class="drv-page" tabindex="0" role="region" aria-label={`Derivation ${props.loaded.name}`}>
      <dl class="drv-facts">
        <dt>Path</dt>
        <dd class="code">
          <PathLink ui={props.ui} path={props.loaded.path} copy />
        </dd>
        <dt>System</dt>
        <dd class="code">{drv().system}</dd>
        <dt>Builder</dt>
        <dd class="code">
          <PathText ui={props.ui} text={drv().builder} />
        </dd>
        <dt>Arguments</dt>
        <dd class="code">
          <Show when={drv().args.length > 0} fallback={<span class="muted">none</span>}>
            <ol class="drv-args">
              <For each={drv().args}>
                {(arg) => (
                  <li>
                    <PathText ui={props.ui} text={arg} />
                  </li>
                )}
              </For>
            </ol>
          </Show>
        </dd>
        <dt>Made from</dt>
        <dd>
          <ClosureLine
            ui={props.ui}
            path={props.loaded.path}
            onGraph={() => props.ui.go({ subject: props.place.subject, view: "graph" })}
          />
        </dd>
      </dl>
      <section aria-label="Outputs">
        <div class="drv-section-head">
          <h3>
            Outputs <span class="muted">{drv().outputs.length}</span>
          </h3>
        </div>
        <Outputs ui={props.ui} outputs={drv().outputs} />
        <p class="drv-kind">
          <strong>{words().title}.</strong> {words().text}{" "}
          <button
            type="button"
            class="link"
            onClick={() => props.ui.go({ subject: props.place.subject, view: "explain" })}
          >
            How the paths come about
          </button>
        </p>
      </section>
      <Inputs ui={props.ui} inputs={drv().inputs} sources={drv().sources} />
      <Show when={drv().structured}>
        {(value) => (
          <section aria-label="Structured attributes">
            <div class="drv-section-head">
              <h3>
                Structured attributes <span class="muted">{Object.keys(value()).length}</span>
              </h3>
            </div>
            <p class="drv-note">
              The builder gets these as JSON in <code>$NIX_ATTRS_JSON_FILE</code>, for Bash in{" "}
              <code>$NIX_ATTRS_SH_FILE</code> (<code>__structuredAttrs</code>).
            </p>
            <JsonTree ui={props.ui} value={value()} label="Structured attributes" />
          </section>
        )}
      </Show>
      <Show when={drv().structuredFault}>
        {(fault) => (
          <p class="drv-fault" role="alert">{`Its structured attributes can’t be read: ${fault()}`}</p>
        )}
      </Show>
      <Environment ui={props.ui} variables={drv().variables} />
    </div>
  );
}
