/** The explorer, joined with the page. It is loaded when it is first in front, or something is opened in it. */
import {
  Show,
  Suspense,
  createEffect,
  createSignal,
  getOwner,
  lazy,
  onCleanup,
  runWithOwner,
  type JSX,
} from "solid-js";
import type { Command } from "./commands/types.ts";
import { explorerCommands, mountsToExplore } from "./explorer/commands.ts";
import type { ExplorerState } from "./explorer/index.ts";
import { linkPrefix } from "./explorer/prefix.ts";
import type { GroupPane } from "./frame/PaneGroup.tsx";
import { takeLaunchedFiles } from "./launch.ts";
import type { Page } from "./page.ts";
import { recall, remember } from "./remember.ts";

export interface ExplorerWiring {
  pane: GroupPane;
  commands: readonly Command[];
  /** Commands that come and go, read reactively. */
  moreCommands: () => readonly Command[];
  /** Shows a store path in the explorer. */
  openPath: (path: string) => void;
  /** Opens a file in it. */
  openFile: (file: File) => void;
  /** Whether it has all the room but the rail's. */
  wide: () => boolean;
}

/** Id of its pane. */
const tab = "explorer";

/** Call inside a reactive root, once. */
export function wireExplorer(page: Page): ExplorerWiring {
  const { store, layout, notices } = page;
  const owner = getOwner();
  const show = (): void => {
    if (layout.current.tab !== tab || layout.current.rightShut || page.pane() !== "group") page.showTab(tab);
  };

  let made: Promise<ExplorerState> | null = null;
  const make = async (): Promise<ExplorerState> => {
    const [room, { createExplorerClient }] = await Promise.all([
      import("./explorer/index.ts"),
      import("./run/explorer-client.ts"),
    ]);
    return runWithOwner(owner, () =>
      room.createExplorer({
        client: createExplorerClient(store),
        trail: room.createTrail({
          history,
          location,
          listen(type, listener) {
            window.addEventListener(type, listener);
            return () => window.removeEventListener(type, listener);
          },
          onMoved: show,
        }),
        caches: room.createCaches({
          read: () => recall("caches"),
          write: (text) => remember("caches", text),
        }),
        base: () => location.origin + location.pathname + location.search,
        show,
        async evaluated(drvPath) {
          const answer = await page.client.derivationClosure(drvPath);
          return answer.type === "ok" ? answer.value : [];
        },
        say: notices.say,
        speak: notices.speak,
        trees: () => store.state()?.trees ?? [],
        mounts: () => store.state()?.mounts ?? [],
        wide: () => layout.current.wide,
        setWide: (wide) => layout.set({ wide }),
        saveBlob(name, content) {
          void import("./ui/files.ts").then(({ download }) => download(name, content));
        },
      }),
    )!;
  };
  const explorer = (): Promise<ExplorerState> =>
    (made ??= make().catch((error: unknown) => {
      // Offline, perhaps: the next time it is tried again.
      made = null;
      throw error;
    }));
  const withExplorer = (act: (state: ExplorerState) => void): void => {
    show();
    explorer().then(act, (error: unknown) => {
      notices.show(`The explorer can't be loaded: ${error instanceof Error ? error.message : String(error)}`);
    });
  };

  const Pane = lazy(async () => {
    const [room, state] = await Promise.all([import("./explorer/index.ts"), explorer()]);
    return { default: () => <room.ExplorerPane state={state} /> };
  });

  /** Made when it is first in front, and kept from then on. */
  const [seen, setSeen] = createSignal(false);
  createEffect(() => {
    if (layout.current.tab === tab && !layout.current.rightShut) setSeen(true);
  });

  // A link that is entered while the explorer is not there yet; later it sees to them itself.
  const onLink = (): void => {
    if (location.hash.startsWith(linkPrefix)) show();
  };
  onLink();
  window.addEventListener("hashchange", onLink);
  onCleanup(() => window.removeEventListener("hashchange", onLink));

  const openFile = (file: File): void =>
    withExplorer((state) => state.open({ type: "file", file, name: file.name }));
  takeLaunchedFiles(openFile, (message) => void notices.show(message));

  const deps = { show, withExplorer, layout, mounts: () => store.state()?.mounts ?? [] };
  return {
    pane: {
      id: tab,
      label: "Explorer",
      keep: true,
      content: (): JSX.Element => (
        <Show when={seen()}>
          <Suspense>
            <Pane />
          </Suspense>
        </Show>
      ),
    },
    commands: explorerCommands(deps),
    moreCommands: () => mountsToExplore(deps),
    openPath: (path) => withExplorer((state) => state.openPath(path)),
    openFile,
    wide: () => layout.current.wide && layout.current.tab === tab && !layout.current.rightShut,
  };
}
