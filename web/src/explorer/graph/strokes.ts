/** What stands out of a picture's edges. */
import { routeOf } from "./lanes.ts";
import type { Scene } from "./scene.ts";
import type { Ways } from "./ways.ts";

/** Links of edges (both ends, one after another), in the order in which they are drawn. */
export interface Strokes {
  /** On some way between two nodes. */
  onWays: readonly number[];
  /** From the users of the selected node. */
  users: readonly number[];
  /** To its inputs. */
  inputs: readonly number[];
  /** On a shortest way. */
  shortest: readonly number[];
  /** Nodes that are on ways, by local number; null while nobody asks for ways: others are then drawn faint. */
  wayNodes: ReadonlySet<number> | null;
}

export const noStrokes: Strokes = { onWays: [], users: [], inputs: [], shortest: [], wayNodes: null };

/**
 * Picks them out.
 * @param selected - local number; null where it is not shown
 * @param ways - null while nobody asks for them
 */
export function strokesOf(scene: Scene, selected: number | null, ways: Ways | null): Strokes {
  if (ways !== null) {
    const local = (node: number): number => scene.localOf.get(node) ?? -1;
    const wayNodes = new Set([...ways.nodes].map(local).filter((node) => node >= 0));
    const shortest = new Links(scene);
    for (const way of ways.shortest) {
      for (let i = 1; i < way.length; i++) shortest.add(local(way[i - 1]!), local(way[i]!));
    }
    const onWays = new Links(scene);
    for (const user of wayNodes) {
      for (const input of scene.next[user]!) if (wayNodes.has(input)) onWays.add(user, input);
    }
    return { ...noStrokes, wayNodes, onWays: onWays.list, shortest: shortest.list };
  }
  if (selected === null) return noStrokes;
  const [users, inputs] = [new Links(scene), new Links(scene)];
  for (const user of scene.before[selected]!) users.add(user, selected);
  for (const input of scene.next[selected]!) inputs.add(selected, input);
  return { ...noStrokes, users: users.list, inputs: inputs.list };
}

/** Links, each once: edges share lanes. */
class Links {
  readonly list: number[] = [];
  private readonly seen = new Set<number>();

  constructor(private readonly scene: Scene) {}

  add(user: number, input: number): void {
    if (user < 0 || input < 0) return;
    const { layout } = this.scene;
    const route = routeOf(layout, user, input);
    for (let i = 1; i < route.length; i++) {
      const key = route[i - 1]! * layout.y.length + route[i]!;
      if (this.seen.has(key)) continue;
      this.seen.add(key);
      this.list.push(route[i - 1]!, route[i]!);
    }
  }
}
