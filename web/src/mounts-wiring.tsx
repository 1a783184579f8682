/** Mounts and storage, joined with the page. Both rooms are loaded once the page is at rest. */
import FolderTree from "lucide-solid/icons/folder-tree";
import HardDrive from "lucide-solid/icons/hard-drive";
import {
  Show,
  createEffect,
  createSignal,
  getOwner,
  lazy,
  on,
  onCleanup,
  runWithOwner,
  type Accessor,
  type JSX,
} from "solid-js";
import type { Command } from "./commands/types.ts";
import { takeDropped } from "./files/actions.ts";
import type { FilesUi } from "./files/index.ts";
import { formatSize } from "./format.ts";
import type { RailPanel } from "./frame/Rail.tsx";
import { mountCommands } from "./mounts/commands.ts";
import type { MountsDeps, MountsUi } from "./mounts/index.ts";
import type { Page } from "./page.ts";
import type { StorageUi } from "./storage/index.ts";
import { whenAtRest } from "./ui/rest.ts";
import { freePath } from "./workspace/path.ts";

export interface MountsWiring {
  panels: readonly RailPanel[];
  commands: readonly Command[];
  /** What the status line says of the store. */
  status: Accessor<readonly string[]>;
  /** The drop target and dialogs. */
  overlay: () => JSX.Element;
}

/** Call inside a reactive root, once. */
/** @param explore - opens a file in the explorer */
export function wireMounts(page: Page, filesUi: FilesUi, explore: (file: File) => void): MountsWiring {
  const { workspace, store, session, layout, notices } = page;
  const owner = getOwner();

  const showPanel = (id: string): void => {
    layout.set({ panel: id });
    page.setPane("panel");
  };
  const deps: MountsDeps = {
    store,
    here: page.mounts.here,
    workspaceName: workspace.name,
    setMounts: (own, all) => page.mounts.set(workspace.id(), own, all),
    showMounts: () => showPanel("mounts"),
    showStorage: () => showPanel("storage"),
    say: notices.say,
    speak: notices.speak,
    report: (message) => void notices.show(message),
    explore,
    addFiles(incoming, skipped) {
      showPanel("files");
      takeDropped({ workspace, ui: filesUi }, Promise.resolve({ incoming, skipped }));
    },
    mentions(name) {
      workspace.revision();
      return workspace.files().some((file) => {
        const content = workspace.content(file);
        if (typeof content !== "string") return false;
        return (
          content.includes(`<${name}>`) || content.includes(`<${name}/`) || /nixPath|findFile/.test(content)
        );
      });
    },
    tryOut(path, text) {
      const known = workspace.has(path) && workspace.content(path) === text;
      if (known) workspace.setActive(path);
      else workspace.create(freePath(path, new Map(workspace.files().map((file) => [file, null]))), text);
      page.evaluate();
    },
  };

  /** What panels, drop target and commands share, made when the first of them is needed. */
  const mounts = once(async (): Promise<MountsUi> => {
    const { createMountsUi } = await import("./mounts/index.ts");
    return runWithOwner(owner, () => createMountsUi(deps))!;
  });
  const storage = once(async (): Promise<StorageUi> => {
    const { createStorageUi } = await import("./storage/index.ts");
    return runWithOwner(owner, () => createStorageUi(deps))!;
  });

  const MountsPanel = lazy(async () => {
    const [room, ui] = await Promise.all([import("./mounts/index.ts"), mounts()]);
    return { default: () => <room.MountsPanel ui={ui} /> };
  });
  const StoragePanel = lazy(async () => {
    const [room, ui] = await Promise.all([import("./storage/index.ts"), storage()]);
    return { default: () => <room.StoragePanel ui={ui} /> };
  });

  evaluateWithNewMounts(page);
  createEffect(() => {
    if (page.mounts.own().some(({ root }) => root !== null)) void loadNotices();
  });

  const loadNotices = once(async () => {
    const { tellOfOwnMounts } = await import("./mount-notices.ts");
    const askUrl = (url: string): void => void mounts().then((ui) => ui.askUrl(url));
    runWithOwner(owner, () => tellOfOwnMounts({ page, askUrl, showMounts: deps.showMounts }));
  });
  const [overlay, setOverlay] = createSignal<(() => JSX.Element) | null>(null);
  const loadOverlay = once(async () => {
    const [{ MountsOverlay }, ui] = await Promise.all([import("./mounts/index.ts"), mounts()]);
    // Files may have come over the page while this was loaded.
    setOverlay(() => () => <MountsOverlay ui={ui} over={dragged} />);
  });
  void whenAtRest().then(() => loadOverlay());
  let dragged = false;
  followDrags({
    ready: () => overlay() !== null,
    onOver(over) {
      dragged = over;
      if (over) void loadOverlay();
    },
    onEarlyDrop: () => notices.say("Drop it once more: the page was not ready for it"),
  });

  return {
    panels: [
      { id: "mounts", label: "Mounts", icon: FolderTree, content: () => <MountsPanel /> },
      { id: "storage", label: "Storage", icon: HardDrive, content: () => <StoragePanel /> },
    ],
    commands: mountCommands({
      room: mounts,
      showMounts: deps.showMounts,
      showStorage: deps.showStorage,
      collectGarbage: () => {
        deps.showStorage();
        void storage().then((ui) => ui.collect());
      },
      verify: () => {
        deps.showStorage();
        void storage().then((ui) => ui.verify());
      },
    }),
    status: createStoreSize(store.state),
    overlay: () => <Show when={overlay()}>{(content) => content()()}</Show>,
  };

  /** Whether some file may look names up in mounts. */
  function usesMounts(): boolean {
    return workspace.files().some((file) => {
      const content = workspace.content(file);
      return typeof content === "string" && /<[\w.+-]+(?:\/[\w.+-]+)*>|nixPath|findFile/.test(content);
    });
  }

  /** Trees have other names now: what was evaluated may come out differently. */
  function evaluateWithNewMounts({ store: { state }, mounts: { seen } }: Page): void {
    const facts = (): { id: string; key: string } | null => {
      if (state() === null) return null;
      return { id: workspace.id(), key: JSON.stringify(seen().map(({ name, root }) => [name, root])) };
    };
    createEffect(
      on(facts, (now, before) => {
        // The first list is what the first evaluation has waited for; another workspace is evaluated anyway.
        if (before === undefined || before === null || now?.id !== before.id || now.key === before.key)
          return;
        if ((session.shown() !== null || session.running()) && usesMounts()) void session.evaluateAgain();
      }),
    );
  }
}

/** A function that makes something the first time and gives that from then on. */
function once<T, A extends unknown[]>(make: (...from: A) => Promise<T>): (...from: A) => Promise<T> {
  let made: Promise<T> | null = null;
  return (...from) => (made ??= make(...from));
}

/** Watches for files over the page as long as the drop target is not there. */
function followDrags(options: {
  ready: () => boolean;
  onOver: (over: boolean) => void;
  onEarlyDrop: () => void;
}): void {
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") === true;
  const onEnter = (event: DragEvent): void => {
    if (hasFiles(event)) options.onOver(true);
  };
  const onLeave = (event: DragEvent): void => {
    if (event.relatedTarget === null) options.onOver(false);
  };
  const onDrop = (event: DragEvent): void => {
    options.onOver(false);
    if (options.ready() || event.defaultPrevented || !hasFiles(event)) return;
    // Else the browser leaves this page for the file.
    event.preventDefault();
    options.onEarlyDrop();
  };
  window.addEventListener("dragenter", onEnter);
  window.addEventListener("dragleave", onLeave);
  window.addEventListener("drop", onDrop);
  onCleanup(() => {
    window.removeEventListener("dragenter", onEnter);
    window.removeEventListener("dragleave", onLeave);
    window.removeEventListener("drop", onDrop);
  });
}

/** `Store 296 MiB`, by the browser's estimate, as long as there is something in it. */
function createStoreSize(state: Page["store"]["state"]): Accessor<readonly string[]> {
  const [size, setSize] = createSignal<number | null>(null);
  createEffect(() => {
    const trees = state()?.trees ?? [];
    if (trees.length === 0 || !("storage" in navigator)) setSize(null);
    else void navigator.storage.estimate().then(({ usage }) => setSize(usage ?? null));
  });
  return () => {
    const bytes = size();
    return bytes === null ? [] : [`Store ${formatSize(bytes)}`];
  };
}
