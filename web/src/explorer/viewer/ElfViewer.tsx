/** What an ELF file says of itself: format, needed libraries, where they are looked for, sections. */
import { For, Match, Show, Switch, createResource, type JSX } from "solid-js";
import type { ElfView } from "../../../../workers/index.ts";
import { formatCount, formatNumberOf, formatSize } from "../../format.ts";
import { ErrorState } from "../parts/ErrorState.tsx";
import { PathText } from "../parts/PathText.tsx";
import { Progress } from "../parts/Progress.tsx";
import type { ExplorerUi } from "../types.ts";
import { storePathName } from "../../result/store-paths.ts";
import { findLibrary, type FoundLibrary } from "./libraries.ts";

export function ElfViewer(props: {
  ui: ExplorerUi;
  node: string;
  raw: string;
  root: string;
  onFollow?: ((raw: string) => void) | undefined;
}): JSX.Element {
  const [answer, { refetch }] = createResource(
    () => props.node,
    (node) => props.ui.client.elf(node),
  );
  const failure = () => {
    const it = answer.latest;
    return it?.type === "failed" ? it.failure : null;
  };
  const elf = (): ElfView | null => {
    const it = answer.latest;
    return it?.type === "ok" ? it.value : null;
  };
  return (
    <div class="elf-viewer" tabindex="0" data-focus role="region" aria-label="ELF header">
      <Switch fallback={<Progress what="Reading the ELF header" numbers="" part={null} />}>
        <Match when={failure()}>{(it) => <ErrorState failure={it()} onRetry={() => void refetch()} />}</Match>
        <Match when={elf()}>
          {(it) => (
            <Elf ui={props.ui} elf={it()} raw={props.raw} root={props.root} onFollow={props.onFollow} />
          )}
        </Match>
        <Match when={answer.latest?.type === "ok"}>
          <p>This is no ELF file.</p>
        </Match>
      </Switch>
    </div>
  );
}

function Elf(props: {
  ui: ExplorerUi;
  elf: ElfView;
  raw: string;
  root: string;
  onFollow?: ((raw: string) => void) | undefined;
}): JSX.Element {
  const { ui, elf } = props;
  const searched = (): string[] => (elf.runpath.length > 0 ? elf.runpath : elf.rpath);
  return (
    <>
      <Show when={elf.warnings.length > 0}>
        <ul class="elf-warnings">
          <For each={elf.warnings}>{(warning) => <li>{warning}</li>}</For>
        </ul>
      </Show>
      <dl class="explorer-facts">
        <Fact term="Format">{elf.format}</Fact>
        <Fact term="Type">{elf.type}</Fact>
        <Fact term="Machine">{elf.machine}</Fact>
        <Fact term="Entry point">
          <code>{elf.entry}</code>
        </Fact>
        <Show when={elf.soname}>
          {(name) => (
            <Fact term="Soname">
              <code>{name()}</code>
            </Fact>
          )}
        </Show>
        <Show when={elf.interpreter}>
          {(path) => (
            <Fact term="Interpreter">
              <code>
                <PathText ui={ui} text={path()} />
              </code>
            </Fact>
          )}
        </Show>
        <Show when={elf.rpath.length > 0}>
          <Fact term="Rpath">
            <PathList ui={ui} paths={elf.rpath} />
          </Fact>
        </Show>
        <Show when={elf.runpath.length > 0}>
          <Fact term="Runpath">
            <PathList ui={ui} paths={elf.runpath} />
          </Fact>
        </Show>
      </dl>
      <section>
        <h3>{formatNumberOf(elf.needed.length, "needed library", "needed libraries")}</h3>
        <ul class="elf-needed">
          <For each={elf.needed} fallback={<li class="explorer-note">None: it is linked statically.</li>}>
            {(name) => (
              <Library
                ui={ui}
                name={name}
                searched={searched()}
                raw={props.raw}
                root={props.root}
                onFollow={props.onFollow}
              />
            )}
          </For>
        </ul>
      </section>
      <Table
        title={formatNumberOf(elf.sections.length, "section")}
        head={["Name", "Type", "Address", "Offset", "Size"]}
        rows={elf.sections.map((it) => [
          it.name || "—",
          it.type,
          it.address,
          formatCount(it.offset),
          formatSize(it.size),
        ])}
      />
      <Table
        title={formatNumberOf(elf.segments.length, "segment")}
        head={["Type", "Flags", "Address", "Offset", "Size"]}
        rows={elf.segments.map((it) => [
          it.type,
          it.flags,
          it.address,
          formatCount(it.offset),
          formatSize(it.size),
        ])}
      />
    </>
  );
}

function Fact(props: { term: string; children: JSX.Element }): JSX.Element {
  return (
    <div>
      <dt>{props.term}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function PathList(props: { ui: ExplorerUi; paths: readonly string[] }): JSX.Element {
  return (
    <ul class="elf-paths">
      <For each={props.paths}>
        {(path) => (
          <li>
            <code>
              <PathText ui={props.ui} text={path} />
            </code>
          </li>
        )}
      </For>
    </ul>
  );
}

function Library(props: {
  ui: ExplorerUi;
  name: string;
  searched: readonly string[];
  raw: string;
  root: string;
  onFollow?: ((raw: string) => void) | undefined;
}): JSX.Element {
  const [found] = createResource(() => findLibrary(props.ui, props));
  const go = (it: FoundLibrary): void => {
    if (it.type === "here") props.onFollow?.(it.raw);
    else if (it.type === "missing") props.ui.openPath(it.path);
    else props.ui.go({ subject: { type: "path", path: it.path, from: null }, view: "files", at: it.raw });
  };
  const whereOf = (it: FoundLibrary): string => {
    if (it.type === "here") return "in this tree";
    return it.type === "stored"
      ? `in ${storePathName(it.path)}`
      : `perhaps in ${storePathName(it.path)}, which is not here`;
  };
  return (
    <li>
      <Show when={found()} fallback={<code>{props.name}</code>}>
        {(it) => (
          <button type="button" class="link code" onClick={() => go(it())}>
            {props.name}
          </button>
        )}
      </Show>
      <Show when={found()}>{(it) => <span class="explorer-note">{whereOf(it())}</span>}</Show>
    </li>
  );
}

function Table(props: {
  title: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
}): JSX.Element {
  return (
    <Show when={props.rows.length > 0}>
      <details class="elf-table">
        <summary>{props.title}</summary>
        <div class="elf-table-scroll" tabindex="0" role="region" aria-label={props.title}>
          <table>
            <thead>
              <tr>
                <For each={props.head}>{(name) => <th scope="col">{name}</th>}</For>
              </tr>
            </thead>
            <tbody>
              <For each={props.rows}>
                {(row) => (
                  <tr>
                    <For each={row}>{(cell) => <td>{cell}</td>}</For>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        </div>
      </details>
    </Show>
  );
}
