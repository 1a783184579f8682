import { For, Show, createMemo, type JSX } from "solid-js";
import { formatCount, formatSize } from "../../format.ts";
import { Facts, type Fact } from "../table/index.ts";
import type { Layout } from "./create-layout.ts";

/** Files that are named as the largest. */
const mostLargest = 5;

/** What the archive is made of, in numbers. */
export function NarSummary(props: { layout: Layout; onSelect: (segment: number) => void }): JSX.Element {
  const { index } = props.layout;
  const facts = createMemo((): Fact[] => {
    props.layout.version();
    const { narSize, contents, padding, files, spans, total } = index;
    const structure = Math.max(0, narSize - contents - padding);
    const percent = (part: number): string => (narSize === 0 ? "" : `${percentText(part / narSize)}`);
    const entries = spans.reduce((sum, level) => sum + level.length, 0) - 1;
    return [
      { name: "Size", value: formatSize(narSize), note: `${formatCount(narSize)} bytes` },
      {
        name: "Contents",
        value: formatSize(contents),
        note: `${percent(contents)}, ${formatCount(files)} files`,
      },
      { name: "Structure", value: formatSize(structure), note: `${percent(structure)}, names and tokens` },
      { name: "Padding", value: formatSize(padding), note: "after contents, to multiples of 8" },
      { name: "Entries", value: formatCount(Math.max(0, entries)), note: `${formatCount(total)} segments` },
      { name: "Nesting", value: formatCount(Math.max(0, spans.length - 1)), note: "levels below the root" },
      { name: "Magic", value: <code>nix-archive-1</code>, note: "the first string" },
    ];
  });
  const largest = createMemo(() => {
    props.layout.version();
    return index.complete ? index.largest(mostLargest) : [];
  });
  return (
    <div class="nar-summary">
      <Facts facts={facts()} />
      <Show when={largest().length > 0}>
        <section class="nar-largest" aria-label="Largest files">
          <h3>Largest files</h3>
          <ol>
            <For each={largest()}>
              {(segment) => (
                <li>
                  <button type="button" class="link" onClick={() => props.onSelect(segment)}>
                    {index.pathOf(segment) || "(the root)"}
                  </button>
                  <span>{formatSize(index.lengthOf(segment))}</span>
                </li>
              )}
            </For>
          </ol>
        </section>
      </Show>
    </div>
  );
}

function percentText(part: number): string {
  return part > 0 && part < 0.001 ? "< 0.1 %" : `${(part * 100).toFixed(1)} %`;
}
