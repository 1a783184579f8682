/** The NAR's size and hashes, known or calculated. */
import { Match, Show, Switch, createMemo, type JSX } from "solid-js";
import {
  checkStorePathName,
  fromBase16,
  makeFixedOutputPath,
  StorePathError,
} from "../../../../core/nix-compat/index.ts";
import type { EntryView } from "../../../../workers/index.ts";
import { formatCount, formatSize } from "../../format.ts";
import { CopyButton, createWork, ErrorState, partOf, Progress, workNumbers } from "../parts/index.ts";
import { Facts } from "../table/index.ts";
import type { ExplorerUi } from "../types.ts";
import { Hashes } from "./Hashes.tsx";
import { Part } from "./Part.tsx";
import { spellings } from "./spellings.ts";

/** Size of a NAR, and its hash in every spelling. */
export function NarFacts(props: { ui: ExplorerUi; narSize: number; sha256: string }): JSX.Element {
  return (
    <Part title="NAR">
      <Facts
        facts={[
          { name: "Size", value: formatSize(props.narSize), note: `${formatCount(props.narSize)} bytes` },
        ]}
      />
      <Hashes spellings={spellings("sha256", props.sha256)} of="the NAR" announce={props.ui.announce} />
    </Part>
  );
}

/** Hashes of what has no path info: calculated now. */
export function Calculated(props: { ui: ExplorerUi; root: EntryView; name: string }): JSX.Element {
  const work = createWork(
    () => props.root.node,
    (node, progress) => props.ui.client.narHashes(node, progress),
  );
  return (
    <Switch>
      <Match when={work.failure()}>{(it) => <ErrorState failure={it()} onRetry={work.again} />}</Match>
      <Match when={work.running()}>
        <Progress
          what="Hashing the NAR"
          numbers={workNumbers(work.report())}
          part={partOf(work.report())}
          onCancel={work.cancel}
        />
      </Match>
      <Match when={work.cancelled()}>
        <p class="info-note">
          Its NAR was not hashed.{" "}
          <button type="button" class="link" onClick={work.again}>
            Hash it
          </button>
        </p>
      </Match>
      <Match when={work.value()}>
        {(hashes) => (
          <>
            <NarFacts ui={props.ui} narSize={hashes().narSize} sha256={hashes().sha256} />
            <Show when={hashes().flatSha256}>
              {(flat) => (
                <Part title="File">
                  <p class="fact-note">SHA-256 of its bytes, as fetchurl asks for it.</p>
                  <Hashes
                    spellings={spellings("sha256", flat())}
                    of="the file"
                    announce={props.ui.announce}
                  />
                </Part>
              )}
            </Show>
            <AsSource ui={props.ui} name={props.name} sha256={hashes().sha256} />
          </>
        )}
      </Match>
    </Switch>
  );
}

/** The path that it would have when it is added to a store under its name. */
function AsSource(props: { ui: ExplorerUi; name: string; sha256: string }): JSX.Element {
  const path = createMemo(() => {
    const digest = fromBase16(props.sha256);
    if (digest === null) return null;
    try {
      checkStorePathName(props.name);
      return makeFixedOutputPath(props.name, { recursive: true, algorithm: "sha256", digest });
    } catch (error) {
      if (error instanceof StorePathError) return null;
      throw error;
    }
  });
  return (
    <Show when={path()}>
      {(it) => (
        <Part title="As a store path">
          <p class="fact-note">What nix store add would make of it under this name.</p>
          <p class="info-line">
            <code class="hash">{it()}</code>
            <CopyButton text={it()} label="Copy the store path" announce={props.ui.announce} />
          </p>
        </Part>
      )}
    </Show>
  );
}
