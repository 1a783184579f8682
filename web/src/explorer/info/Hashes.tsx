import { For, type JSX } from "solid-js";
import { CopyButton } from "../parts/index.ts";
import type { Spelling } from "./spellings.ts";

/** A hash in each spelling, each to be copied. */
export function Hashes(props: {
  spellings: readonly Spelling[];
  /** What it is a hash of, for the buttons: `the NAR`. */
  of: string;
  announce: (text: string) => void;
}): JSX.Element {
  return (
    <dl class="facts hashes">
      <For each={props.spellings}>
        {({ name, text, note }) => (
          <div class="fact">
            <dt>{name}</dt>
            <dd>
              <code class="hash">{text}</code>
              <CopyButton
                text={text}
                label={`Copy the hash of ${props.of} as ${name}`}
                announce={props.announce}
              />
              <span class="fact-note">{note}</span>
            </dd>
          </div>
        )}
      </For>
    </dl>
  );
}
