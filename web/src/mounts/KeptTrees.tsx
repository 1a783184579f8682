/** Trees that are kept but have no name. */
import { For, createMemo, type JSX } from "solid-js";
import type { KeptTree } from "../../../workers/index.ts";
import { Digest } from "./Digest.tsx";
import { withTree } from "./edits.ts";
import type { MountsUi } from "./mounts-ui.ts";
import { freeName, proposeName } from "./naming.ts";

import { describeTree } from "./words.ts";

export function KeptTrees(props: { ui: MountsUi; trees: readonly KeptTree[] }): JSX.Element {
  const mount = async (tree: KeptTree): Promise<void> => {
    const names = [...props.ui.all(), ...props.ui.here()].map((it) => it.name);
    const wished = proposeName({ type: "url", url: tree.url ?? tree.source });
    const name = freeName(wished, names);
    if (await props.ui.changeAll(withTree(props.ui.all(), name, tree))) {
      props.ui.say(`Mounted as <${name}> in all workspaces`);
    }
  };
  const roots = createMemo(() => props.trees.map(({ root }) => root));
  return (
    <section class="store-part" aria-label="Kept, not mounted">
      <h3>Kept, not mounted</h3>
      <ul class="kept-list">
        <For each={roots()}>
          {(root) => {
            const tree = (): KeptTree | undefined => props.trees.find((it) => it.root === root);
            return (
              <li class="kept">
                <div class="mount-source">
                  <span class="source" title={tree()?.source}>
                    {tree()?.source}
                  </span>
                  <Digest root={root} onRefused={props.ui.report} />
                </div>
                <div class="kept-line">
                  <span class="store-note">{tree() === undefined ? "" : describeTree(tree()!)}</span>
                  <button
                    type="button"
                    class="link"
                    aria-label={`Mount ${tree()?.source}`}
                    onClick={() => {
                      const it = tree();
                      if (it !== undefined) void mount(it);
                    }}
                  >
                    Mount
                  </button>
                </div>
              </li>
            );
          }}
        </For>
      </ul>
      <p class="store-note">
        What a tree takes, and removing it, is in{" "}
        <button type="button" class="link" onClick={() => props.ui.showStorage()}>
          Storage
        </button>
        .
      </p>
    </section>
  );
}
