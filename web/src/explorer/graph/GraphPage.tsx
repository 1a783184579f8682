import { For, Show, createEffect, createMemo, createSignal, on, type JSX } from "solid-js";
import type { GraphNode } from "../../../../workers/index.ts";
import { formatCount, formatNumberOf } from "../../format.ts";
import type { ExplorerUi, Place } from "../types.ts";
import { foldedAtFirst, unfoldTo, type Folding } from "./collapse.ts";
import { createScene } from "./create-scene.ts";
import { GraphButtons } from "./GraphButtons.tsx";
import { GraphCanvas, type Camera } from "./GraphCanvas.tsx";
import { GraphSearch } from "./GraphSearch.tsx";
import { keyHelp } from "./keys.ts";
import { kindNames } from "./look.ts";
import type { Graph } from "./model.ts";
import { NodeDetails } from "./NodeDetails.tsx";
import { NodeMark } from "./NodeMark.tsx";
import { findNodes } from "./search.ts";
import { noStrokes, strokesOf } from "./strokes.ts";
import { WayList } from "./WayList.tsx";
import { waysBetween } from "./ways.ts";

export interface GraphPageProps {
  ui: ExplorerUi;
  place: Place;
  graph: Graph;
  name: string;
}

/** Nodes that are unfolded at first, about. */
const atFirst = 120;

const kinds: readonly GraphNode["kind"][] = ["derivation", "fixed", "source", "missing"];

export function GraphPage(props: GraphPageProps): JSX.Element {
  const { graph } = props;
  const hasSources = graph.nodes.some(({ kind }) => kind === "source");
  const [folding, setFolding] = createSignal<Folding>({
    folded: foldedAtFirst(graph, atFirst, graph.nodes.length <= atFirst),
    // Many sources are patches, which hide what else there is.
    sources: graph.nodes.length <= atFirst,
  });
  const { scene, busy } = createScene(() => graph, folding);
  const [selected, setSelected] = createSignal(0);
  const [start, setStart] = createSignal(0);
  const [asked, setAsked] = createSignal<{ from: number; to: number; asked: number } | null>(null);
  const [query, setQuery] = createSignal("");
  /** Nodes to be brought in sight once they have places. */
  const [wanted, setWanted] = createSignal<readonly number[]>([]);
  let camera: Camera | undefined;
  let search!: HTMLInputElement;
  let body!: HTMLDivElement;
  let side!: HTMLDivElement;

  const unfold = (node: number): void => {
    const { folded, sources } = folding();
    const isSource = graph.nodes[node]!.kind === "source";
    const next = { folded: unfoldTo(graph, folded, node), sources: sources || isSource };
    if (next.folded.size !== folded.size || next.sources !== sources) setFolding(next);
  };
  /** Selects a node: the link says so, too. */
  const select = (node: number, options: { show: boolean }): void => {
    setSelected(node);
    props.ui.go({ ...props.place, at: node === 0 ? "" : graph.nodes[node]!.path }, { replace: true });
    if (!options.show) return;
    unfold(node);
    setWanted([node]);
  };
  const toggle = (node: number): void => {
    if (graph.inputs[node]!.length === 0) return;
    const { folded, sources } = folding();
    const next = new Set(folded);
    if (!next.delete(node)) next.add(node);
    setFolding({ folded: next, sources });
  };

  // A link may name a node, and somebody may go back to one.
  createEffect(
    on(
      () => props.place.at,
      (at) => {
        const node = at === "" ? 0 : graph.byPath.get(at);
        if (node === undefined || node === selected()) return;
        setSelected(node);
        unfold(node);
        setWanted([node]);
      },
    ),
  );

  createEffect(
    on([scene, wanted, busy], ([now, nodes, isBusy]) => {
      // Where they stand in a picture that is about to be replaced says nothing.
      if (now === null || nodes.length === 0 || isBusy) return;
      const locals = nodes.map((node) => now.localOf.get(node));
      if (!locals.every((local) => local !== undefined)) return;
      setWanted([]);
      // The canvas takes the new picture first.
      queueMicrotask(() => (locals.length === 1 ? camera?.show(locals[0]!) : camera?.frame(locals)));
    }),
  );

  const hits = createMemo(() => findNodes(graph, query()));
  const ways = createMemo(() => {
    const it = asked();
    return it === null ? null : { ...it, found: waysBetween(graph, it.from, it.to) };
  });
  const emphasis = createMemo(() => {
    const now = scene();
    const local = (nodes: Iterable<number>): Set<number> => {
      const set = new Set<number>();
      for (const node of nodes) {
        const it = now?.localOf.get(node);
        if (it !== undefined) set.add(it);
      }
      return set;
    };
    const at = now?.localOf.get(selected()) ?? null;
    return {
      selected: at,
      hits: local(hits()),
      strokes: now === null ? noStrokes : strokesOf(now, at, ways()?.found ?? null),
    };
  });
  const why = (): void => {
    const { from, to } = { from: start(), to: selected() };
    setAsked({ from, to, asked: (asked()?.asked ?? 0) + 1 });
    // The answer stands above all else.
    queueMicrotask(() => side.scrollTo({ top: 0 }));
    const found = ways()?.found ?? null;
    if (found === null) return;
    const { folded, sources } = folding();
    const next = new Set(folded);
    for (const node of found.shortest.flat()) if (node !== selected()) next.delete(node);
    const way = found.shortest.flat();
    const hidden = way.some((node) => graph.nodes[node]!.kind === "source");
    if (next.size !== folded.size || (hidden && !sources)) {
      setFolding({ folded: next, sources: sources || hidden });
    }
    setWanted([...new Set(way)]);
  };
  const told = (): string => {
    const now = scene();
    if (now === null) return "";
    const all = graph.nodes.length;
    const count =
      now.nodes.length === all
        ? formatNumberOf(all, "node")
        : `${formatCount(now.nodes.length)} of ${formatNumberOf(all, "node")}`;
    const missing = graph.missing > 0 ? `, ${formatCount(graph.missing)} not here` : "";
    return `${count}, ${formatNumberOf(now.edges, "edge")}${missing}`;
  };

  return (
    <div class="graph-page">
      <div class="graph-bar" role="toolbar" aria-label="Graph">
        <GraphSearch
          ref={(input) => (search = input)}
          query={query()}
          hits={hits()}
          onQuery={setQuery}
          onHit={(node) => select(node, { show: true })}
          onLeave={() => body.querySelector<HTMLElement>(".graph-stage")?.focus()}
        />
        <GraphButtons
          camera={() => camera}
          folding={folding()}
          foldable={graph.nodes.length > 2}
          hasSources={hasSources}
          onFolding={setFolding}
          onFoldAll={() => setFolding({ ...folding(), folded: foldedAtFirst(graph, 2, folding().sources) })}
        />
      </div>
      <div class="graph-body" ref={(element) => (body = element)}>
        <div class="graph-picture" aria-busy={busy()}>
          <Show when={scene()}>
            {(now) => (
              <GraphCanvas
                scene={now()}
                emphasis={emphasis()}
                label={`Input graph of ${props.name}, ${told()}`}
                onSelect={(local) => select(now().nodes[local]!, { show: false })}
                onFold={(local) => toggle(now().nodes[local]!)}
                onSearch={() => search.focus()}
                camera={(it) => (camera = it)}
              />
            )}
          </Show>
          <p id="graph-keys" class="visually-hidden">
            {keyHelp}
          </p>
          <div class="graph-legend">
            <span role="status">{told()}</span>
            <For each={kinds.filter((kind) => graph.nodes.some((node) => node.kind === kind))}>
              {(kind) => (
                <span class="graph-kind">
                  <NodeMark kind={kind} />
                  {kindNames[kind]}
                </span>
              )}
            </For>
          </div>
        </div>
        <div
          ref={(element) => (side = element)}
          class="graph-side"
          tabindex="0"
          role="region"
          aria-label="Selected node"
        >
          <Show when={ways()}>
            {(it) => (
              <WayList
                graph={graph}
                from={it().from}
                to={it().to}
                ways={it().found}
                asked={it().asked}
                onSelect={(node) => select(node, { show: true })}
                onClose={() => {
                  setAsked(null);
                  (side.querySelector<HTMLElement>("button[data-why]") ?? side).focus();
                }}
              />
            )}
          </Show>
          <NodeDetails
            ui={props.ui}
            graph={graph}
            node={selected()}
            folded={folding().folded.has(selected())}
            start={start()}
            onSelect={(node) => select(node, { show: true })}
            onShow={() => {
              unfold(selected());
              setWanted([selected()]);
            }}
            onFold={() => toggle(selected())}
            onWhy={why}
            onStart={() => setStart(selected())}
          />
        </div>
      </div>
    </div>
  );
}
