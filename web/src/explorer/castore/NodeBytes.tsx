/** A node as nar-bridge writes it into URLs, taken apart. */
import { Show, createMemo, type JSX } from "solid-js";
import type { EntryView } from "../../../../workers/index.ts";
import { CopyButton, createWork } from "../parts/index.ts";
import { MarkedBytes } from "../table/index.ts";
import type { ExplorerUi } from "../types.ts";
import { narUrl, nodeBytes } from "./node-ref.ts";
import { annotate } from "./protobuf.ts";

export function NodeBytes(props: { ui: ExplorerUi; entry: EntryView }): JSX.Element {
  const size = createWork(
    () => props.entry.node,
    (node) => ({ answer: props.ui.client.narLayout(node, 0, 1), cancel: () => undefined }),
  );
  const marks = createMemo(() => annotate(nodeBytes(props.entry.node)));
  return (
    <section class="info-part" aria-label="Node">
      <h3>Node</h3>
      <div class="info-body">
        <p class="fact-note">
          castore.v1.Entry without a name, in base64url: kind, digest and size, all that is needed to fetch
          it.
        </p>
        <p class="info-line">
          <code class="hash">{props.entry.node}</code>
          <CopyButton text={props.entry.node} label="Copy the node" announce={props.ui.announce} />
        </p>
        <Show when={size.value()}>
          {(layout) => {
            const url = (): string => narUrl(props.entry.node, layout().narSize);
            return (
              <>
                <p class="fact-note">Its NAR at any nar-bridge that has it:</p>
                <p class="info-line">
                  <code class="hash">{url()}</code>
                  <CopyButton text={url()} label="Copy the URL of its NAR" announce={props.ui.announce} />
                </p>
              </>
            );
          }}
        </Show>
        <details class="plain-details">
          <summary>Its bytes</summary>
          <MarkedBytes label="Bytes of the node" marks={marks()} width={8} />
        </details>
      </div>
    </section>
  );
}
