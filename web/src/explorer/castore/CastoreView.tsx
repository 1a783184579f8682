/** What castore makes of an entry: a directory's encoding, a blob's chunks, the node that names either. */
import { For, Match, Show, Switch, createMemo, type JSX } from "solid-js";
import type { EntryView } from "../../../../workers/index.ts";
import { createWork, EmptyState, ErrorState, PathText, Progress } from "../parts/index.ts";
import { readable } from "../table/index.ts";
import type { Place, ViewProps } from "../types.ts";
import { BlobCastore } from "./BlobCastore.tsx";
import { DirectoryCastore } from "./DirectoryCastore.tsx";
import { namesOfPlace } from "./elsewhere.ts";
import { NodeBytes } from "./NodeBytes.tsx";

export function CastoreView(props: ViewProps): JSX.Element {
  const wanted = createMemo(
    () => (props.root === null ? null : { root: props.root, at: props.place.at }),
    null,
    { equals: (a, b) => a?.root.node === b?.root.node && a?.at === b?.at },
  );
  const found = createWork(wanted, ({ root, at }) => ({
    answer:
      at === "" ? Promise.resolve({ type: "ok" as const, value: root }) : props.ui.client.at(root.node, at),
    cancel: () => undefined,
  }));
  return (
    <div class="castore-view">
      <Show
        when={props.root}
        fallback={
          <EmptyState
            title="Nothing to take apart"
            text="Open a tree or a file to see its directories and chunks."
          />
        }
      >
        <Trail {...props} />
        <Switch>
          <Match when={found.failure()}>
            {(it) => (
              <ErrorState failure={it()} onRetry={found.again}>
                <button type="button" class="button" onClick={() => props.ui.go({ ...props.place, at: "" })}>
                  Show the root
                </button>
              </ErrorState>
            )}
          </Match>
          <Match when={found.value()}>{(entry) => <Entry {...props} entry={entry()} />}</Match>
          <Match when={true}>
            <Progress what="Looking it up" numbers="" part={null} />
          </Match>
        </Switch>
      </Show>
    </div>
  );
}

function Entry(props: ViewProps & { entry: EntryView }): JSX.Element {
  const here = createMemo(() => namesOfPlace(props.place, props.opened));
  return (
    <>
      <Switch>
        <Match when={props.entry.kind === "directory"}>
          <DirectoryCastore ui={props.ui} place={props.place} entry={props.entry} here={here()} />
        </Match>
        <Match when={props.entry.kind === "file"}>
          <BlobCastore ui={props.ui} entry={props.entry} here={here()} />
        </Match>
        <Match when={props.entry.kind === "symlink"}>
          <section class="info-part">
            <h3>Symbolic link</h3>
            <div class="info-body">
              <p>
                To{" "}
                <code>
                  <PathText ui={props.ui} text={props.entry.target ?? ""} whole />
                </code>
              </p>
              <p class="fact-note">
                A link has no digest and no object of its own: its target stands in the directory above, or in
                the node.
              </p>
            </div>
          </section>
        </Match>
      </Switch>
      <NodeBytes ui={props.ui} entry={props.entry} />
    </>
  );
}

/** The way from the root, each part a link. */
function Trail(props: ViewProps): JSX.Element {
  const parts = createMemo(() => {
    const names = props.place.at === "" ? [] : props.place.at.split("/");
    return names.map((name, i) => ({ name: readable(name), at: names.slice(0, i + 1).join("/") }));
  });
  const place = (at: string): Place => ({ ...props.place, at });
  const go = (event: MouseEvent, at: string): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    props.ui.go(place(at));
  };
  const files = (): Place => ({ ...props.place, view: "files" });
  return (
    <nav class="castore-trail" aria-label="Path in the tree">
      <a href={props.ui.link(place(""))} onClick={(event) => go(event, "")}>
        root
      </a>
      <For each={parts()}>
        {({ name, at }) => (
          <>
            <span aria-hidden="true">/</span>
            <a
              href={props.ui.link(place(at))}
              aria-current={at === props.place.at ? "location" : undefined}
              onClick={(event) => go(event, at)}
            >
              {name}
            </a>
          </>
        )}
      </For>
      <a
        class="castore-files"
        href={props.ui.link(files())}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
          event.preventDefault();
          props.ui.go(files());
        }}
      >
        Show in Files
      </a>
    </nav>
  );
}
