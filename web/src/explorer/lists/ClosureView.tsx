/** A runtime closure: what it weighs, what weighs most in it, and why each path is in it. */
import { For, Match, Show, Switch, createMemo, createSignal, type JSX } from "solid-js";
import { formatCount, formatNumberOf, formatSize } from "../../format.ts";
import type { ClosureGraph } from "../../../../workers/index.ts";
import { createWork, EmptyState, ErrorState, PathLink, Progress } from "../parts/index.ts";
import { Facts, VirtualTable, type Column } from "../table/index.ts";
import type { ExplorerUi, ViewProps } from "../types.ts";
import {
  closureModel,
  orderedNodes,
  wayBetween,
  type ClosureModel,
  type ClosureOrder,
} from "./closure-model.ts";
import { pathLabel } from "./path-label.ts";

export function ClosureView(props: ViewProps): JSX.Element {
  const path = (): string | null => (props.place.subject.type === "path" ? props.place.subject.path : null);
  const work = createWork(path, (it) => props.ui.client.closure(it));
  return (
    <Switch>
      <Match when={path() === null}>
        <EmptyState title="No closure to show" text="Only store paths refer to others." />
      </Match>
      <Match when={work.failure()}>{(it) => <ErrorState failure={it()} onRetry={work.again} />}</Match>
      <Match when={work.cancelled()}>
        <EmptyState title="The closure was not followed">
          <button type="button" class="button" onClick={work.again}>
            Follow it
          </button>
        </EmptyState>
      </Match>
      <Match when={work.value()}>{(graph) => <Closure {...props} graph={graph()} />}</Match>
      <Match when={true}>
        <Progress what="Following references" numbers="" part={null} onCancel={work.cancel} />
      </Match>
    </Switch>
  );
}

const orders: { order: ClosureOrder; label: string; width: string; narrow?: string }[] = [
  { order: "name", label: "Store path", width: "minmax(180px, 1fr)", narrow: "minmax(0, 1fr)" },
  { order: "size", label: "Own NAR", width: "96px", narrow: "76px" },
  { order: "closure", label: "Closure", width: "96px", narrow: "76px" },
  { order: "references", label: "Refers to", width: "92px" },
  { order: "referrers", label: "Referred by", width: "104px" },
];

function Closure(props: ViewProps & { graph: ClosureGraph }): JSX.Element {
  const model = createMemo(() => closureModel(props.graph));
  const nodes = (): ClosureGraph["nodes"] => props.graph.nodes;
  const [order, setOrder] = createSignal<ClosureOrder>("size");
  const [match, setMatch] = createSignal("");
  const rows = createMemo(() => orderedNodes(model(), order(), match()));
  // `at` of the link is the path that is looked at.
  const chosen = createMemo(() => nodes().findIndex(({ path }) => path === props.place.at));
  const choose = (node: number): void => {
    const at = nodes()[node]?.path;
    if (at !== undefined) props.ui.go({ ...props.place, at }, { replace: true });
  };
  const missing = createMemo(() => nodes().filter(({ known }) => !known).length);
  const columns = (): Column[] =>
    orders.map(({ order: by, label, width, narrow }) => ({
      label,
      width,
      ...(narrow !== undefined && { narrow }),
      numeric: by !== "name",
      onOrder: () => setOrder(by),
      ordered: order() === by ? (by === "name" ? "ascending" : "descending") : undefined,
    }));
  const cells = (index: number): JSX.Element[] | null => {
    const number = rows()[index];
    const node = number === undefined ? undefined : nodes()[number];
    if (number === undefined || node === undefined) return null;
    return [
      <PathLink ui={props.ui} path={node.path} label={pathLabel(node.path)} />,
      node.known ? sizeCell(node.narSize) : <span class="fact-note">not here</span>,
      sizeCell(model().closureSizes[number]!),
      formatCount(node.references.length),
      formatCount(model().referrers[number]!.length),
    ];
  };
  return (
    <div class="closure-view">
      <Facts
        facts={[
          {
            name: "Closure",
            value: formatSize(props.graph.narSize),
            note: formatNumberOf(nodes().length, "path"),
          },
          { name: "Of it its own", value: formatSize(nodes()[0]?.narSize ?? 0) },
          ...(missing() === 0
            ? []
            : [
                {
                  name: "Not here",
                  value: formatNumberOf(missing(), "path"),
                  note: "their sizes are not counted",
                },
              ]),
        ]}
      />
      <div class="list-head">
        <p class="list-summary">
          {match() === "" ? "" : `${formatNumberOf(rows().length, "path")} with “${match()}”`}
        </p>
        <input
          class="field"
          type="search"
          placeholder="Filter names"
          aria-label="Filter names"
          spellcheck={false}
          autocomplete="off"
          value={match()}
          onInput={(event) => setMatch(event.currentTarget.value)}
        />
      </div>
      <div class="closure-split">
        <VirtualTable
          label="Paths of the closure"
          count={rows().length}
          columns={columns()}
          cells={cells}
          active={rows().indexOf(chosen())}
          onActive={(index) => choose(rows()[index]!)}
          onOpen={(index) => {
            const path = nodes()[rows()[index]!]?.path;
            if (path !== undefined) props.ui.openPath(path);
          }}
          empty="No path has this in its name."
        />
        <Show
          when={chosen() >= 0}
          fallback={<p class="nar-hint">Select a path to see why it is in the closure.</p>}
        >
          <Why ui={props.ui} model={model()} node={chosen()} onChoose={choose} />
        </Show>
      </div>
    </div>
  );
}

function sizeCell(bytes: number): JSX.Element {
  if (Number.isNaN(bytes))
    return (
      <span class="fact-note" title="Too many paths to tell it for each">
        …
      </span>
    );
  return <span title={`${formatCount(bytes)} bytes`}>{formatSize(bytes)}</span>;
}

function Why(props: {
  ui: ExplorerUi;
  model: ClosureModel;
  node: number;
  onChoose: (node: number) => void;
}): JSX.Element {
  const nodes = (): ClosureGraph["nodes"] => props.model.graph.nodes;
  const way = createMemo(() => wayBetween(props.model.graph, 0, props.node) ?? []);
  const references = (): number[] => nodes()[props.node]!.references.filter((to) => to !== props.node);
  const Paths = (list: { label: string; nodes: readonly number[] }): JSX.Element => (
    <section aria-label={list.label}>
      <h4>
        {list.label}: {formatCount(list.nodes.length)}
      </h4>
      <ul class="path-list">
        <For each={list.nodes.slice(0, mostListed)}>
          {(node) => (
            <li>
              <button
                type="button"
                class="link"
                title={nodes()[node]!.path}
                onClick={() => props.onChoose(node)}
              >
                {nameOf(nodes()[node]!.path)}
              </button>
            </li>
          )}
        </For>
      </ul>
      <Show when={list.nodes.length > mostListed}>
        <p class="fact-note">and {formatCount(list.nodes.length - mostListed)} more</p>
      </Show>
    </section>
  );
  return (
    <section class="closure-why" aria-label="Why it is in the closure">
      <h3>
        <PathLink ui={props.ui} path={nodes()[props.node]!.path} copy />
      </h3>
      <Show when={props.node !== 0} fallback={<p class="fact-note">The closure is of this very path.</p>}>
        <h4>A shortest way to it</h4>
        <ol class="way">
          <For each={way()}>
            {(node) => (
              <li aria-current={node === props.node ? "true" : undefined}>
                <button
                  type="button"
                  class="link"
                  title={nodes()[node]!.path}
                  onClick={() => props.onChoose(node)}
                >
                  {nameOf(nodes()[node]!.path)}
                </button>
                <span class="fact-note">{formatSize(nodes()[node]!.narSize)}</span>
              </li>
            )}
          </For>
        </ol>
      </Show>
      <Paths label="Refers to" nodes={references()} />
      <Paths label="Referred to by" nodes={props.model.referrers[props.node]!} />
    </section>
  );
}

/** Paths of a list that are shown; more would be a wall. */
const mostListed = 100;

function nameOf(path: string): string {
  return /^.*\/[0-9a-z]{32}-(.+)$/.exec(path)?.[1] ?? path;
}
