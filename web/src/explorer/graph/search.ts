/** Finding nodes by their names. */
import type { Graph } from "./model.ts";

/** Nodes whose names or paths hold a text, upper or lower case; those that match best come first. */
export function findNodes(graph: Graph, text: string): number[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [];
  const found: { node: number; rank: number; name: string }[] = [];
  for (const [node, { name, path }] of graph.nodes.entries()) {
    const lower = name.toLowerCase();
    const at = lower.indexOf(wanted);
    if (at < 0 && !path.toLowerCase().includes(wanted)) continue;
    const rank = lower === wanted ? 0 : at === 0 ? 1 : at > 0 ? 2 : 3;
    found.push({ node, rank, name: lower });
  }
  found.sort((a, b) => a.rank - b.rank || a.name.length - b.name.length || a.node - b.node);
  return found.map(({ node }) => node);
}
