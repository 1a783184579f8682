/** What is in front: its name, ways to and from it, and the views it has. */
import ArrowLeft from "lucide-solid/icons/arrow-left";
import ArrowRight from "lucide-solid/icons/arrow-right";
import Download from "lucide-solid/icons/download";
import Ellipsis from "lucide-solid/icons/ellipsis";
import House from "lucide-solid/icons/house";
import Link from "lucide-solid/icons/link";
import Maximize2 from "lucide-solid/icons/maximize-2";
import Minimize2 from "lucide-solid/icons/minimize-2";
import { Show, createMemo, type JSX } from "solid-js";
import type { EntryView } from "../../../workers/index.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { Tabs } from "../ui/Tabs.tsx";
import { ActionsMenu, type MenuItem } from "./ActionsMenu.tsx";
import { copyLink, downloadItems } from "./actions.ts";
import { Size } from "./parts/Size.tsx";
import type { ExplorerState } from "./state.ts";
import { kindOf, nameOf, viewsOf } from "./subject.ts";
import type { Place, ViewName } from "./types.ts";
import { views } from "./views.ts";

/** The id of the element of a view. */
export function viewId(view: string): string {
  return `explorer-view-${view}`;
}

export function Header(props: { state: ExplorerState; place: Place | null }): JSX.Element {
  const { state } = props;
  const { trail } = state.deps;
  const root = (): EntryView | null => {
    const standing = state.standing();
    return standing.type === "here" ? standing.root : null;
  };
  const title = (): string => {
    const subject = props.place?.subject;
    return subject?.type === "path" ? subject.path : "";
  };
  return (
    <header class="explorer-head">
      <div class="explorer-bar">
        <IconButton label="Back" disabled={!trail.canGoBack()} onClick={trail.back}>
          <ArrowLeft size={16} aria-hidden="true" />
        </IconButton>
        <IconButton label="Forward" disabled={!trail.canGoForward()} onClick={trail.forward}>
          <ArrowRight size={16} aria-hidden="true" />
        </IconButton>
        <IconButton
          label="Start page of the explorer"
          title="Start page: open something, what was opened"
          disabled={props.place === null}
          onClick={state.home}
        >
          <House size={16} aria-hidden="true" />
        </IconButton>
        <h2 class="explorer-title" title={title()}>
          <Show when={props.place} fallback="Explorer">
            {(place) => (
              <>
                <span class="explorer-name">{nameOf(place().subject) || "unnamed"}</span>
                <span class="explorer-kind">
                  {kindOf(place().subject, root()?.kind ?? null)}
                  <Show when={root()?.kind === "file"}>
                    <span class="explorer-kind-size">
                      {", "}
                      <Size bytes={root()!.size} />
                    </span>
                  </Show>
                </span>
              </>
            )}
          </Show>
        </h2>
        <Show when={props.place}>{(place) => <Tools state={state} place={place()} root={root()} />}</Show>
        <span class="explorer-wide">
          <IconButton
            label={state.deps.wide() ? "Show the editor beside" : "Use the whole width"}
            onClick={() => state.deps.setWide(!state.deps.wide())}
          >
            <Show when={state.deps.wide()} fallback={<Maximize2 size={16} aria-hidden="true" />}>
              <Minimize2 size={16} aria-hidden="true" />
            </Show>
          </IconButton>
        </span>
      </div>
      <Show when={props.place !== null && state.standing().type === "here"}>
        <ViewTabs state={state} place={props.place!} root={root()} />
      </Show>
    </header>
  );
}

function Tools(props: { state: ExplorerState; place: Place; root: EntryView | null }): JSX.Element {
  const { state } = props;
  const more = (): MenuItem[] => {
    const { subject } = props.place;
    const items: MenuItem[] = [];
    const copy = (text: string, what: string): void => {
      void navigator.clipboard.writeText(text).then(
        () => state.announce(`Copied ${what}`),
        () => state.announce("The browser refused the clipboard"),
      );
    };
    if (subject.type === "path") {
      items.push({ label: "Copy the store path", run: () => copy(subject.path, "the store path") });
    }
    const digest = props.root?.digest ?? null;
    if (digest !== null) items.push({ label: "Copy the digest", run: () => copy(digest, "the digest") });
    items.push({ label: "Go to path…", run: () => state.setDialog("go") });
    if (props.root?.kind === "directory") items.push({ label: "Search in files…", run: state.askSearch });
    items.push({ label: "Binary caches…", run: () => state.setDialog("caches") });
    items.push({
      label: "Forget",
      note: "keeps it no longer",
      run: () => void state.forget(subject),
    });
    return items;
  };
  return (
    <>
      <IconButton label="Copy a link to this view" onClick={() => void copyLink(state)}>
        <Link size={16} aria-hidden="true" />
      </IconButton>
      <Show when={props.root}>
        {(root) => (
          <ActionsMenu label="Download" items={downloadItems(state, root(), nameOf(props.place.subject))}>
            <Download size={16} aria-hidden="true" />
          </ActionsMenu>
        )}
      </Show>
      <ActionsMenu label="More actions" items={more()}>
        <Ellipsis size={16} aria-hidden="true" />
      </ActionsMenu>
    </>
  );
}

/** Whether a view shows files by their paths. */
function isOfTree(view: ViewName): boolean {
  return view === "files" || view === "nar" || view === "castore" || view === "info";
}

function ViewTabs(props: { state: ExplorerState; place: Place; root: EntryView | null }): JSX.Element {
  const tabs = createMemo(
    () => {
      const names = viewsOf(props.place.subject, props.root?.kind ?? null);
      const { view } = props.place;
      // A link may ask for a view that has no tab here.
      return (names.includes(view) ? names : [...names, view]).map((id) => ({ id, label: views[id].label }));
    },
    [],
    { equals: (a, b) => a.length === b.length && a.every(({ id }, i) => id === b[i]!.id) },
  );
  return (
    <Tabs
      label="Views"
      tabs={tabs()}
      active={props.place.view}
      panelId={viewId}
      onSelect={(id) => {
        const view = tabs().find((tab) => tab.id === id)?.id;
        if (view === undefined) return;
        // The place in the tree stays, where both views know one.
        const keep = isOfTree(props.place.view) && isOfTree(view);
        props.state.go({ subject: props.place.subject, view, at: keep ? props.place.at : "" });
      }}
    />
  );
}
