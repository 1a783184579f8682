/** The commands of the explorer. What they do is loaded when one is run. */
import type { Mount } from "../../../workers/index.ts";
import type { Command } from "../commands/types.ts";
import type { LayoutStore } from "../frame/layout.ts";
import type { ExplorerState } from "./state.ts";

export interface ExplorerCommandDeps {
  /** Brings the pane to the front. */
  show: () => void;
  /** The same, and does something once the explorer is there. */
  withExplorer: (act: (state: ExplorerState) => void) => void;
  layout: LayoutStore;
  mounts: () => readonly Mount[];
}

export function explorerCommands({ withExplorer, layout }: ExplorerCommandDeps): Command[] {
  const command = (what: string, title: string, description: string, run: Command["run"]): Command => ({
    id: `explore.${what}`,
    title,
    group: "Explore",
    description,
    run,
  });
  return [
    command("open", "Open in explorer…", "A file, store path, digest, URL, narinfo or derivation.", () =>
      withExplorer((state) => state.setDialog("open")),
    ),
    command("go", "Go to path…", "In what the explorer shows, or a store path.", () =>
      withExplorer((state) => state.setDialog("go")),
    ),
    command("search", "Search in files…", "By name and by content, in what the explorer shows.", () =>
      withExplorer((state) => state.askSearch()),
    ),
    command(
      "link",
      "Copy link to this view",
      "Of the explorer; works for whoever has the content or can fetch it.",
      () => withExplorer((state) => void import("./actions.ts").then(({ copyLink }) => copyLink(state))),
    ),
    command("download", "Download what the explorer shows", "A file as it is, a tree as a tar archive.", () =>
      withExplorer((state) => {
        const standing = state.standing();
        const place = state.place();
        if (place === null || standing.type !== "here" || standing.root === null) {
          state.announce("There is nothing to download yet");
          return;
        }
        const { root } = standing;
        const name = place.subject.type === "path" ? place.subject.path : place.subject.name;
        state.download(root, name, root.kind === "file" ? "file" : "tar");
      }),
    ),
    command(
      "caches",
      "Binary caches…",
      "Where store paths are fetched from, and whose signatures are believed.",
      () => withExplorer((state) => state.setDialog("caches")),
    ),
    command("paths", "Store paths that are here", "All that the store of this browser has.", () =>
      withExplorer((state) => {
        void import("./subject.ts").then(({ allPaths }) => state.go({ subject: allPaths }));
      }),
    ),
    command("home", "Start page of the explorer", "Opens something, or what was opened before.", () =>
      withExplorer((state) => state.home()),
    ),
    {
      ...command(
        "wide",
        "Explorer in the whole width",
        "Hides the editor while the explorer is in front.",
        () => layout.set({ wide: !layout.current.wide }),
      ),
      checked: () => layout.current.wide,
    },
  ];
}

/** A command for each mount. */
export function mountsToExplore({ withExplorer, mounts }: ExplorerCommandDeps): Command[] {
  return mounts().map(({ name, root }) => ({
    id: `explore.mount.${name}`,
    title: `Explore the mount <${name}>`,
    group: "Explore",
    run: () => withExplorer((state) => state.openTree(root, name)),
  }));
}
