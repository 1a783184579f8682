import { For, Show, type JSX } from "solid-js";
import { Digest, PathLink } from "../parts/index.ts";
import type { ExplorerUi } from "../types.ts";
import type { ReadableOutput } from "./readable.ts";

/** The outputs of a derivation: where they go, and what is known of their content. */
export function Outputs(props: { ui: ExplorerUi; outputs: readonly ReadableOutput[] }): JSX.Element {
  return (
    <ul class="drv-outputs code">
      <For each={props.outputs}>
        {(output) => (
          <li>
            <span class="env-name">{output.name}</span>
            <span class="drv-output">
              <Show when={output.path} fallback={<span class="muted">known once it is built</span>}>
                {(path) => <PathLink ui={props.ui} path={path()} copy />}
              </Show>
              <Show when={output.mode}>
                {(mode) => (
                  <span class="muted drv-output-mode">
                    {`${output.algorithm} of ${mode() === "text" ? "the text" : mode() === "NAR" ? "its NAR (recursive)" : "the file (flat)"}`}
                  </span>
                )}
              </Show>
              <Show when={output.hash}>
                {(hash) => (
                  <span class="drv-hashes">
                    <Digest value={hash().sri} of={output.name} announce={props.ui.announce} />
                    <Digest
                      value={`${output.algorithm}:${hash().base16}`}
                      of={`${output.name} in base 16`}
                      announce={props.ui.announce}
                    />
                    <Digest
                      value={`${output.algorithm}:${hash().nix32}`}
                      of={`${output.name} in nixbase32`}
                      announce={props.ui.announce}
                    />
                  </span>
                )}
              </Show>
            </span>
          </li>
        )}
      </For>
    </ul>
  );
}
