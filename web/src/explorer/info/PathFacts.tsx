/** What the store knows about a store path. */
import { For, Show, createMemo, type JSX } from "solid-js";
import {
  parseNarInfo,
  parseStorePathBase,
  StorePathError,
  type NarInfo,
} from "../../../../core/nix-compat/index.ts";
import type { PathInfoView } from "../../../../workers/index.ts";
import { formatCount, formatNumberOf } from "../../format.ts";
import { download } from "../../ui/files.ts";
import { CopyButton, ErrorState, PathLink, Progress } from "../parts/index.ts";
import type { ExplorerUi } from "../types.ts";
import { explainAddress } from "./content-address.ts";
import { createReferrers } from "./create-referrers.ts";
import { Part } from "./Part.tsx";
import { Signatures } from "./Signatures.tsx";

/** A store path taken apart. */
export function StorePathParts(props: { ui: ExplorerUi; path: string }): JSX.Element {
  const parts = createMemo(() => {
    const slash = props.path.lastIndexOf("/");
    try {
      return { dir: props.path.slice(0, slash + 1), ...parseStorePathBase(props.path.slice(slash + 1)) };
    } catch (error) {
      if (error instanceof StorePathError) return null;
      throw error;
    }
  });
  return (
    <Show when={parts()} fallback={<code>{props.path}</code>}>
      {(it) => (
        <div class="path-parts">
          <span class="path-part">
            <code>{it().dir}</code>
            <small>store directory</small>
          </span>
          <span class="path-part path-hash">
            <code>{it().hash}</code>
            <small>hash, 160 bits in Nix base 32</small>
          </span>
          <span class="path-part path-name">
            <code>-{it().name}</code>
            <small>name</small>
          </span>
          <CopyButton text={props.path} label="Copy the store path" announce={props.ui.announce} />
        </div>
      )}
    </Show>
  );
}

export function References(props: { ui: ExplorerUi; info: PathInfoView }): JSX.Element {
  const others = (): string[] => props.info.references.filter((path) => path !== props.info.path);
  const toItself = (): boolean => others().length < props.info.references.length;
  const referrers = createReferrers(props.ui.client, () => props.info.path);
  return (
    <>
      <Part title={`References: ${formatNumberOf(props.info.references.length, "path")}`}>
        <Show
          when={props.info.references.length > 0}
          fallback={<p>None: no other store path occurs in its content.</p>}
        >
          <PathList ui={props.ui} paths={others()} />
          <Show when={toItself()}>
            <p class="fact-note">And itself: its own path occurs in its content.</p>
          </Show>
        </Show>
      </Part>
      <Part title="Referrers">
        <Show when={referrers.found() === null}>
          <p>
            Which paths of this store refer to it is not kept.{" "}
            <button type="button" class="link" onClick={referrers.begin}>
              Look through all of them
            </button>
          </p>
        </Show>
        <Show when={referrers.running()}>
          <Progress
            what="Looking for referrers"
            numbers={`${formatCount(referrers.done().asked)} of ${formatCount(referrers.done().total)} paths`}
            part={referrers.done().total === 0 ? null : referrers.done().asked / referrers.done().total}
            onCancel={referrers.cancel}
          />
        </Show>
        <Show when={referrers.failure()}>
          {(it) => <ErrorState failure={it()} onRetry={referrers.begin} />}
        </Show>
        <Show when={referrers.found()}>
          {(found) => (
            <>
              <PathList ui={props.ui} paths={found()} />
              <Show when={!referrers.running() && found().length === 0}>
                <p>No path of this store refers to it.</p>
              </Show>
            </>
          )}
        </Show>
      </Part>
      <Part title="Deriver">
        <Show when={props.info.deriver} fallback={<p>Not known.</p>}>
          {(deriver) => <PathLink ui={props.ui} path={absolute(deriver(), props.info.path)} copy />}
        </Show>
      </Part>
    </>
  );
}

/** References and derivers come with the store directory, or without. */
function absolute(path: string, beside: string): string {
  return path.startsWith("/") ? path : `${beside.slice(0, beside.lastIndexOf("/") + 1)}${path}`;
}

function PathList(props: { ui: ExplorerUi; paths: readonly string[] }): JSX.Element {
  return (
    <ul class="path-list">
      <For each={props.paths}>
        {(path) => (
          <li>
            <PathLink ui={props.ui} path={path} />
          </li>
        )}
      </For>
    </ul>
  );
}

/** Signatures, content address and the narinfo itself. */
export function Trust(props: { ui: ExplorerUi; info: PathInfoView }): JSX.Element {
  const narinfo = createMemo((): NarInfo => {
    const { path } = props.info;
    return parseNarInfo(props.info.narinfo, path.slice(0, path.lastIndexOf("/")));
  });
  return (
    <>
      <Part title={`Signatures: ${formatCount(narinfo().signatures.length)}`}>
        <Signatures ui={props.ui} info={narinfo()} />
      </Part>
      <Part title="Content address">
        <Show
          when={props.info.ca}
          fallback={
            <p>None: its path follows from how it was made (its derivation), not from its content.</p>
          }
        >
          {(ca) => <Address ca={ca()} info={props.info} />}
        </Show>
      </Part>
      <Part title="narinfo">
        <p class="fact-note">As our nar-bridge serves it.</p>
        <div class="code-box">
          <pre tabindex="0" aria-label="narinfo">
            {props.info.narinfo}
          </pre>
          <CopyButton text={props.info.narinfo} label="Copy the narinfo" announce={props.ui.announce} />
        </div>
        <button
          type="button"
          class="link"
          onClick={() => download(narinfoName(props.info.path), props.info.narinfo)}
        >
          Download {narinfoName(props.info.path)}
        </button>
      </Part>
    </>
  );
}

function narinfoName(path: string): string {
  return `${path.slice(path.lastIndexOf("/") + 1).slice(0, 32)}.narinfo`;
}

function Address(props: { ca: string; info: PathInfoView }): JSX.Element {
  const explained = createMemo(() => {
    const { path, references, narSha256 } = props.info;
    return explainAddress(props.ca, path, references, narSha256);
  });
  return (
    <>
      <p>
        <code class="hash">{props.ca}</code>
      </p>
      <p>{explained().what}</p>
      <p class={explained().matches ? "good-text" : "wrong-text"}>{explained().words}</p>
      <Show when={!explained().matches && explained().path !== null && explained().path !== props.info.path}>
        <p>
          It would be <code>{explained().path}</code>
        </p>
      </Show>
    </>
  );
}
