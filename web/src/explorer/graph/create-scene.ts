/** The picture of a graph, made in slices; the last one stays until the next is there. */
import { createEffect, createSignal, on, onCleanup, type Accessor } from "solid-js";
import type { Folding } from "./collapse.ts";
import type { Graph } from "./model.ts";
import { sceneSteps, type Scene } from "./scene.ts";
import { runInSlices } from "./slices.ts";

/** Makes one picture after another. Call inside a reactive root. */
export function createScene(
  graph: Accessor<Graph>,
  folding: Accessor<Folding>,
): { scene: Accessor<Scene | null>; busy: Accessor<boolean> } {
  const [scene, setScene] = createSignal<Scene | null>(null);
  const [busy, setBusy] = createSignal(false);
  let latest = 0;
  createEffect(
    on([graph, folding], ([its, how]) => {
      const mine = ++latest;
      setBusy(true);
      void runInSlices(sceneSteps(its, how), () => mine !== latest).then((made) => {
        if (made === null || mine !== latest) return;
        setScene(made);
        setBusy(false);
      });
    }),
  );
  onCleanup(() => latest++);
  return { scene, busy };
}
