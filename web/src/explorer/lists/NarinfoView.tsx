/** A text of one or more narinfos: each field explained, what is odd, signatures, the way to the NAR. */
import { For, Show, createMemo, createSignal, type JSX } from "solid-js";
import { formatCount, formatNumberOf } from "../../format.ts";
import { sentence } from "../../mounts/words.ts";
import { CopyButton, EmptyState, PathText } from "../parts/index.ts";
import { Part, Signatures } from "../info/index.ts";
import { VirtualTable, type Column } from "../table/index.ts";
import type { ExplorerUi, ViewProps } from "../types.ts";
import { Document } from "./Document.tsx";
import { FetchNar } from "./FetchNar.tsx";
import type { NarinfoLine } from "./narinfo-lines.ts";
import { readNarinfos, type NarinfoRecord } from "./narinfo-records.ts";

export function NarinfoView(props: ViewProps): JSX.Element {
  return (
    <Document {...props} what="narinfo">
      {(text) => <Records {...props} text={text} />}
    </Document>
  );
}

const columns: Column[] = [
  { label: "Line", width: "64px", narrow: "48px", numeric: true },
  { label: "Store path", width: "minmax(160px, 3fr)", narrow: "minmax(0, 1fr)" },
  { label: "NAR", width: "96px", numeric: true },
  { label: "Remarks", width: "minmax(96px, 1fr)", narrow: "88px" },
];

function Records(props: ViewProps & { text: string }): JSX.Element {
  const records = createMemo(() => readNarinfos(props.text));
  const [active, setActive] = createSignal(0);
  const record = (): NarinfoRecord | undefined => records()[active()];
  const cells = (index: number): JSX.Element[] | null => {
    const it = records()[index];
    if (it === undefined) return null;
    const path = it.lines.find(({ tag }) => tag === "StorePath")?.value ?? "";
    const remarks =
      it.fault !== null ? "unreadable" : it.oddities.length === 0 ? "" : formatCount(it.oddities.length);
    return [
      formatCount(it.lines[0]?.line ?? 0),
      <span title={path}>{path.slice(path.lastIndexOf("/") + 1) || "no StorePath"}</span>,
      it.info === null ? "" : formatCount(it.info.narSize),
      <span classList={{ "wrong-text": it.fault !== null }}>{remarks}</span>,
    ];
  };
  return (
    <div class="narinfo-view">
      <Show when={records().length > 1}>
        <p class="info-note">
          {formatNumberOf(records().length, "narinfo")} in one text; the chosen one is below.
        </p>
        <div class="narinfo-records">
          <VirtualTable
            label="Narinfos of the text"
            count={records().length}
            columns={columns}
            cells={cells}
            active={active()}
            onActive={setActive}
          />
        </div>
      </Show>
      <Show
        when={record()}
        keyed
        fallback={
          <EmptyState title="The file is empty" text="A narinfo has lines as ‘StorePath: /nix/store/…’." />
        }
      >
        {(it) => <Record {...props} record={it} />}
      </Show>
    </div>
  );
}

function Record(props: ViewProps & { record: NarinfoRecord }): JSX.Element {
  /** What was found when it was opened, and what it says itself: each once. */
  const odd = (): string[] => [
    ...new Set([...(props.opened?.warnings ?? []).map(sentence), ...props.record.oddities]),
  ];
  return (
    <>
      <Show when={props.record.fault}>
        {(fault) => (
          <div class="narinfo-fault" role="alert">
            <strong>Nix would refuse it.</strong> Line {formatCount(fault().line)}: {fault().message}.
          </div>
        )}
      </Show>
      <Show when={odd().length > 0}>
        <section class="info-part" aria-label="What is odd">
          <h3>What is odd</h3>
          <ul class="odd-list">
            <For each={odd()}>{(words) => <li>{words}</li>}</For>
          </ul>
        </section>
      </Show>
      <section class="info-part" aria-label="Fields">
        <h3>Fields</h3>
        <dl class="narinfo-lines">
          <For each={props.record.lines}>
            {(line) => <Line ui={props.ui} line={line} wrong={props.record.fault?.line === line.line} />}
          </For>
        </dl>
      </section>
      <Show when={props.record.info} keyed>
        {(info) => (
          <>
            <Part title={`Signatures: ${formatCount(info.signatures.length)}`}>
              <Signatures ui={props.ui} info={info} />
            </Part>
            <Part title="The NAR">
              <FetchNar ui={props.ui} info={info} name={props.opened?.name ?? ""} />
            </Part>
          </>
        )}
      </Show>
    </>
  );
}

function Line(props: { ui: ExplorerUi; line: NarinfoLine; wrong: boolean }): JSX.Element {
  /** References and derivers are written without the store directory. */
  const paths = (): string[] =>
    props.line.tag === "References" || props.line.tag === "Deriver"
      ? props.line.value.split(" ").filter((name) => /^[0-9a-df-np-sv-z]{32}-/.test(name))
      : [];
  return (
    <div class="narinfo-line" classList={{ wrong: props.wrong }}>
      <dt>
        <span class="narinfo-tag">{props.line.tag || "?"}</span>
        <span class="narinfo-number">line {props.line.line}</span>
      </dt>
      <dd>
        <div class="narinfo-value">
          <Show
            when={paths().length > 0}
            fallback={
              <code class="hash">
                <PathText ui={props.ui} text={props.line.value} whole />
              </code>
            }
          >
            <ul class="path-list">
              <For each={paths()}>
                {(name) => (
                  <li>
                    <PathText ui={props.ui} text={`/nix/store/${name}`} />
                  </li>
                )}
              </For>
            </ul>
          </Show>
          <Show when={props.line.value !== ""}>
            <CopyButton
              text={props.line.value}
              label={`Copy the value of ${props.line.tag}, line ${props.line.line}`}
              announce={props.ui.announce}
            />
          </Show>
        </div>
        <p class="fact-note">{props.line.meaning}</p>
        <Show when={props.line.words !== ""}>
          <p class="fact-note">{props.line.words}</p>
        </Show>
      </dd>
    </div>
  );
}
