/** A string in full, and what it depends on. */
import { For, Match, Show, Switch, createResource, type JSX } from "solid-js";
import type { ValueSummary } from "../../../workers/index.ts";
import { formatNumberOf, formatSize } from "../format.ts";
import type { Operations } from "./operation.ts";
import { shortenStorePath } from "./store-paths.ts";
import { StorePathLink } from "./StoreText.tsx";
import { PagedText } from "./text/PagedText.tsx";
import { keptText, type TextSource } from "./text/source.ts";
import { TextTools } from "./text/TextTools.tsx";
import type { DerivationTarget, ValueClient } from "./types.ts";

export interface StringViewProps {
  value: ValueSummary;
  client: ValueClient;
  operations: Operations;
  onOpenDerivation: (target: DerivationTarget) => void;
  announce: (text: string) => void;
}

export default function StringView(props: StringViewProps): JSX.Element {
  const [source] = createResource(
    () => props.value.id,
    async (id): Promise<TextSource | null> => {
      const answer = await props.operations.run("Reading the text", () => props.client.stringText(id));
      return answer.type === "ok" ? keptText(answer.value, props.client) : null;
    },
  );
  return (
    <div class="string-view">
      <div class="text-bar">
        <span class="text-size">{formatSize(props.value.size)}</span>
        <Show when={source.latest}>
          {(it) => (
            <TextTools
              source={it()}
              what="text"
              fileName="text.txt"
              mediaType="text/plain"
              announce={props.announce}
            />
          )}
        </Show>
      </div>
      <Show when={props.value.context.length > 0}>
        <details class="string-context">
          <summary>{`Depends on ${formatNumberOf(props.value.context.length, "store path")}`}</summary>
          <ul class="code">
            <For each={props.value.context}>
              {(path) => (
                <li>
                  <Show when={path.endsWith(".drv")} fallback={<StorePathLink path={path} />}>
                    <button
                      type="button"
                      class="link"
                      title={path}
                      onClick={() => props.onOpenDerivation({ type: "path", drvPath: path })}
                    >
                      {shortenStorePath(path)}
                    </button>
                  </Show>
                </li>
              )}
            </For>
          </ul>
        </details>
      </Show>
      <Switch>
        <Match when={source.latest}>
          {(it) => (
            <PagedText source={it()} colouring={null} label="Text" onGone={props.operations.markStale} />
          )}
        </Match>
        <Match when={source.latest === null}>
          <p class="hint">The text is gone: evaluate again.</p>
        </Match>
      </Switch>
    </div>
  );
}
