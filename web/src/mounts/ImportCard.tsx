/** One import: how far it is, and what came of it. */
import X from "lucide-solid/icons/x";
import { Match, Show, Switch, type JSX } from "solid-js";
import { formatNumberOf, formatSize } from "../format.ts";
import { silentHost } from "./hosts.ts";
import { IconButton } from "../ui/IconButton.tsx";
import type { ImportJob, ImportStatus, MountedAs } from "./imports.ts";
import type { MountsUi } from "./mounts-ui.ts";
import { firstExpression } from "./naming.ts";
import { partDone, progressLines } from "./progress.ts";
import { SilentHostAdvice } from "./SilentHostAdvice.tsx";
import { Warnings } from "./Warnings.tsx";
import { describeTree, sentence } from "./words.ts";

type StatusOf<T extends ImportStatus["type"]> = Extract<ImportStatus, { type: T }>;

export function ImportCard(props: { ui: MountsUi; job: ImportJob }): JSX.Element {
  const status = <T extends ImportStatus["type"]>(type: T): StatusOf<T> | undefined =>
    props.job.status.type === type ? (props.job.status as StatusOf<T>) : undefined;
  const over = (): boolean => ["done", "failed", "cancelled"].includes(props.job.status.type);
  const cancelling = (): boolean => status("running")?.cancelling === true;
  return (
    <article class="import-card" aria-label={`Import of ${props.job.label}`}>
      <div class="import-head">
        <strong class="source" title={props.job.label}>
          {props.job.label}
        </strong>
        <Show
          when={over()}
          fallback={
            <button
              type="button"
              class="link"
              disabled={cancelling()}
              onClick={() => props.ui.imports.cancel(props.job.id)}
            >
              {cancelling() ? "Cancelling …" : "Cancel"}
            </button>
          }
        >
          <IconButton
            label={`Put the import of ${props.job.label} away`}
            title="Put away"
            onClick={() => props.ui.imports.dismiss(props.job.id)}
          >
            <X size={14} aria-hidden="true" />
          </IconButton>
        </Show>
      </div>
      <Switch>
        <Match when={status("waiting")}>
          <p class="store-note">Waits for the import before it.</p>
        </Match>
        <Match when={status("looking")}>
          {(it) => (
            <>
              <progress aria-label={`Import of ${props.job.label}`} />
              <p class="store-note">
                {it().files === 0 ? "Looking for files" : `${formatNumberOf(it().files, "file")} found`}
              </p>
            </>
          )}
        </Match>
        <Match when={status("running")}>{(it) => <Progress label={props.job.label} status={it()} />}</Match>
        <Match when={status("done")}>{(it) => <Done ui={props.ui} job={props.job} status={it()} />}</Match>
        <Match when={status("failed")}>
          {(it) => <Failed ui={props.ui} job={props.job} status={it()} />}
        </Match>
        <Match when={status("cancelled")}>
          {(it) => (
            <>
              <p>
                Cancelled.{" "}
                {it().began
                  ? "What was stored stays until garbage is collected; importing it again goes on from there."
                  : "Nothing was stored."}
              </p>
              <Repeat ui={props.ui} job={props.job} />
            </>
          )}
        </Match>
      </Switch>
    </article>
  );
}

function Progress(props: { label: string; status: StatusOf<"running"> }): JSX.Element {
  const lines = (): { read: string; stored: string } | null =>
    props.status.state === null ? null : progressLines(props.status.state, props.status.left);
  const part = (): number | null => (props.status.state === null ? null : partDone(props.status.state));
  return (
    <>
      <Show when={part() !== null} fallback={<progress aria-label={`Import of ${props.label}`} />}>
        <progress aria-label={`Import of ${props.label}`} max={1} value={part()!} />
      </Show>
      <p class="import-line">{lines()?.read ?? "Begins"}</p>
      <p class="import-line">{lines()?.stored ?? ""}</p>
    </>
  );
}

const mountedWords: Record<MountedAs["how"], readonly [before: string, after: string]> = {
  new: ["Mounted as ", "."],
  other: ["Mounted as ", "."],
  same: ["The very tree that is mounted as ", " already."],
  wanted: ["The very tree that this workspace has as ", "."],
};

function Done(props: { ui: MountsUi; job: ImportJob; status: StatusOf<"done"> }): JSX.Element {
  const newness = (): string =>
    props.status.newBytes === 0
      ? "Nothing of it was new."
      : `${formatSize(props.status.newBytes)} of it were new.`;
  return (
    <>
      <p class="import-line">
        {describeTree(props.status.tree)}.{" "}
        {props.status.tree.url === null ? newness() : "Files come as needed."}
      </p>
      <Show when={props.status.problem}>
        {(problem) => <p class="import-problem">It is kept, but could not be mounted: {problem()}</p>}
      </Show>
      <Show when={props.status.mounted} keyed>
        {({ name, how, wished }) => (
          <>
            <p>
              {mountedWords[how][0]}
              <code class="nowrap">&lt;{name}&gt;</code>
              {mountedWords[how][1]}
              <Show when={how === "other"}>
                {" "}
                <code class="nowrap">&lt;{wished}&gt;</code> is another tree.
              </Show>
            </p>
            <Warnings warnings={props.status.tree.warnings} />
            <div class="store-actions">
              <button type="button" class="button primary" onClick={() => props.ui.tryMount(name)}>
                Evaluate {firstExpression(name)}
              </button>
              <Show when={how === "other"}>
                <button
                  type="button"
                  class="button"
                  onClick={() => void props.ui.imports.takePlace(props.job.id)}
                >
                  Use it for &lt;{wished}&gt; instead
                </button>
              </Show>
            </div>
          </>
        )}
      </Show>
    </>
  );
}

function Failed(props: { ui: MountsUi; job: ImportJob; status: StatusOf<"failed"> }): JSX.Element {
  const kind = (): string => props.status.failure.kind;
  const host = (): string | null =>
    kind() === "network" && props.job.kind === "url" ? silentHost(props.job.label) : null;
  return (
    <>
      <p class="import-problem" role="alert">
        {sentence(props.status.failure.message)}
      </p>
      <Show when={host()}>{(it) => <SilentHostAdvice host={it()} url={props.job.label} />}</Show>
      <Show when={kind() !== "invalid"}>
        <p class="store-note">Nothing was mounted. What was stored is used when you import it again.</p>
      </Show>
      <Repeat ui={props.ui} job={props.job} quota={kind() === "quota"} />
    </>
  );
}

function Repeat(props: { ui: MountsUi; job: ImportJob; quota?: boolean }): JSX.Element {
  return (
    <div class="store-actions">
      <button type="button" class="button" onClick={() => props.ui.imports.repeat(props.job.id)}>
        Import again
      </button>
      <Show when={props.quota === true}>
        <button type="button" class="button" onClick={() => props.ui.showStorage()}>
          Show what can be freed
        </button>
      </Show>
    </div>
  );
}
