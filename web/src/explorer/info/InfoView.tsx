/** All that is known about something: its path, hashes, references, signatures, where it came from, how large it is. */
import { Match, Show, Switch, createMemo, type JSX } from "solid-js";
import type { EntryView, Opened } from "../../../../workers/index.ts";
import { formatCount, formatSize } from "../../format.ts";
import { dayOf, timeOf } from "../../mounts/words.ts";
import { spellDigest } from "../castore/node-ref.ts";
import { createWork, EmptyState, ErrorState, partOf, Progress, workNumbers } from "../parts/index.ts";
import { Facts } from "../table/index.ts";
import type { ExplorerUi, ViewProps } from "../types.ts";
import { Hashes } from "./Hashes.tsx";
import { Calculated, NarFacts } from "./NarFacts.tsx";
import { Part } from "./Part.tsx";
import { References, StorePathParts, Trust } from "./PathFacts.tsx";
import { spellings } from "./spellings.ts";

export function InfoView(props: ViewProps): JSX.Element {
  const path = (): string | null => (props.place.subject.type === "path" ? props.place.subject.path : null);
  const known = createWork(path, (it) => ({ answer: props.ui.client.pathInfo(it), cancel: () => undefined }));
  return (
    <div class="info-view">
      <Show when={path()}>
        {(it) => (
          <Part title="Store path">
            <StorePathParts ui={props.ui} path={it()} />
          </Part>
        )}
      </Show>
      <Switch>
        <Match when={known.failure()}>{(it) => <ErrorState failure={it()} onRetry={known.again} />}</Match>
        <Match when={known.value()}>
          {(info) => (
            <>
              <NarFacts ui={props.ui} narSize={info().narSize} sha256={info().narSha256} />
              <NodeFacts ui={props.ui} root={props.root} />
              <References ui={props.ui} info={info()} />
              <Trust ui={props.ui} info={info()} />
            </>
          )}
        </Match>
        <Match when={path() !== null && known.running()}>
          <Progress what="Reading what the store knows" numbers="" part={null} />
        </Match>
        <Match when={props.root}>
          {(root) => (
            <>
              <Show when={path() !== null}>
                <p class="info-note">
                  The store has its files, but no path info: neither references nor signatures.
                </p>
              </Show>
              <Calculated ui={props.ui} root={root()} name={nameOf(props)} />
              <NodeFacts ui={props.ui} root={root()} />
            </>
          )}
        </Match>
        <Match when={true}>
          <EmptyState
            title="Nothing is known about it"
            text="The store has neither its files nor its path info."
          />
        </Match>
      </Switch>
      <Show when={props.opened}>{(opened) => <Origin opened={opened()} announce={props.ui.announce} />}</Show>
      <Show when={props.root}>{(root) => <Measures ui={props.ui} root={root()} />}</Show>
    </div>
  );
}

function nameOf({ place: { subject } }: ViewProps): string {
  return subject.type === "path" ? subject.path.slice(subject.path.lastIndexOf("/") + 34) : subject.name;
}

function NodeFacts(props: { ui: ExplorerUi; root: EntryView | null }): JSX.Element {
  const digest = (): string | null => props.root?.digest ?? null;
  return (
    <Show when={digest()}>
      {(it) => {
        const spelled = createMemo(() => {
          const { sri, b3, hex } = spellDigest(it());
          return [
            { name: "Snix, Nix", text: sri, note: "" },
            { name: "Tvix", text: b3, note: "" },
            { name: "Hex", text: hex, note: "names of objects in stores" },
          ];
        });
        const of = (): string => (props.root?.kind === "file" ? "the content" : "the directory’s encoding");
        return (
          <Part title="Castore node">
            <p class="fact-note">
              A {props.root?.kind}, named by the BLAKE3 digest of {of()}.
            </p>
            <Hashes spellings={spelled()} of="the castore node" announce={props.ui.announce} />
          </Part>
        );
      }}
    </Show>
  );
}

function Origin(props: { opened: Opened; announce: (text: string) => void }): JSX.Element {
  return (
    <Part title="Origin">
      <Facts
        facts={[
          { name: "Opened as", value: props.opened.name },
          { name: "Format", value: props.opened.origin.format },
          ...(props.opened.origin.size === null
            ? []
            : [
                {
                  name: "File size",
                  value: formatSize(props.opened.origin.size),
                  note: `${formatCount(props.opened.origin.size)} bytes as it came`,
                },
              ]),
          { name: "When", value: `${dayOf(props.opened.time)}, ${timeOf(props.opened.time)}` },
        ]}
      />
      <Show when={props.opened.origin.sha256}>
        {(sha256) => (
          <>
            <p class="fact-note">FileHash: SHA-256 of the file as it came.</p>
            <Hashes spellings={spellings("sha256", sha256())} of="the file" announce={props.announce} />
          </>
        )}
      </Show>
    </Part>
  );
}

function Measures(props: { ui: ExplorerUi; root: EntryView }): JSX.Element {
  const work = createWork(
    () => (props.root.kind === "directory" ? props.root.node : null),
    (node, progress) => props.ui.client.measure(node, progress),
  );
  const shown = (part: number, of: number): string => (of === 0 ? "" : `${((part / of) * 100).toFixed(1)} %`);
  return (
    <Show when={props.root.kind === "directory"}>
      <Part title="Measures">
        <Switch>
          <Match when={work.failure()}>{(it) => <ErrorState failure={it()} onRetry={work.again} />}</Match>
          <Match when={work.running()}>
            <Progress
              what="Counting what is in it"
              numbers={workNumbers(work.report(), formatCount)}
              part={partOf(work.report())}
              onCancel={work.cancel}
            />
          </Match>
          <Match when={work.cancelled()}>
            <button type="button" class="link" onClick={work.again}>
              Count what is in it
            </button>
          </Match>
          <Match when={work.value()}>
            {(it) => (
              <Facts
                facts={[
                  {
                    name: "Files",
                    value: formatCount(it().files),
                    note: `${formatCount(it().executables)} of them executable`,
                  },
                  { name: "Directories", value: formatCount(it().directories) },
                  { name: "Symbolic links", value: formatCount(it().symlinks) },
                  {
                    name: "Bytes of files",
                    value: formatSize(it().bytes),
                    note: `${formatCount(it().bytes)} bytes`,
                  },
                  {
                    name: "Distinct bytes",
                    value: formatSize(it().distinctBytes),
                    note: `${shown(it().distinctBytes, it().bytes)} of them: what is left without equal files`,
                  },
                  {
                    name: "NAR",
                    value: formatSize(it().narSize),
                    note: `${formatCount(it().narSize)} bytes`,
                  },
                ]}
              />
            )}
          </Match>
        </Switch>
      </Part>
    </Show>
  );
}
