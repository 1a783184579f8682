/** Sharing and opening, joined with the workspace and the settings. */
import { onCleanup } from "solid-js";
import { borrowSettings } from "./boot.ts";
import { linkPrefix } from "./explorer/prefix.ts";
import type { Page } from "./page.ts";
import {
  createOpening,
  createSharing,
  isWorkspaceFile,
  mountsUsed,
  type Opening,
  type Shared,
  type SharedMount,
  type Sharing,
} from "./share/index.ts";
import { download } from "./ui/files.ts";

/** Call inside a reactive root, once. */
export function wireSharing(page: Page): { sharing: Sharing; opening: Opening } {
  const { workspace, settings, notices, mounts } = page;

  const sharing = createSharing({
    async shared(): Promise<Shared> {
      const data = workspace.snapshot();
      const { profile, pipeOperators, view, strict } = settings.current;
      const used = mountsUsed(await mounts.forEvaluation(), data.files);
      // What it came with stays with it, also where it is not here.
      const missing = mounts.here().flatMap(({ name, root, url, on, seen }): SharedMount[] => {
        if (!on || seen !== null || root === null) return [];
        return [{ name, root, ...(url !== null && { url }) }];
      });
      return {
        workspace: data,
        settings: { profile, pipeOperators, view, strict },
        mounts: [...used, ...missing],
      };
    },
    base: () => location.origin + location.pathname,
    setFragment: (fragment) => history.replaceState(null, "", location.pathname + location.search + fragment),
    copy: (text) => navigator.clipboard.writeText(text),
    download: (name, text) => download(name, text, "application/json"),
    say: notices.say,
  });

  const opening = createOpening({
    // What is kept was made here; an example that nobody touched is not.
    hasOwnWork: () =>
      workspace.saved() !== "saved" ||
      workspace.list().some(({ id, changed }) => id === workspace.id() && changed > 0),
    async openAsNew(shared) {
      borrowSettings(settings, shared);
      await workspace.add(shared.workspace);
      mounts.bring(workspace.id(), shared.mounts ?? []);
      notices.say(`Opened “${workspace.name()}”`);
    },
    replace(shared) {
      borrowSettings(settings, shared);
      const [id, before] = [workspace.id(), mounts.own()];
      const takeBack = workspace.replace(shared.workspace);
      mounts.bring(id, shared.mounts ?? []);
      const undo = (): void => {
        takeBack();
        void mounts.set(id, before, null);
      };
      notices.show(`“${workspace.name()}” took the place of what was here.`, {
        tone: "information",
        actions: [{ label: "Undo", run: undo }],
      });
      void page.session.evaluateAgain();
    },
    refuse: (message) => notices.show(message),
  });

  const report = (error: unknown): void =>
    void notices.show(error instanceof Error ? error.message : String(error));
  const onHashChange = (): void => {
    if (location.hash !== "" && !location.hash.startsWith(linkPrefix))
      opening.openLink(location.hash).catch(report);
  };
  // A workspace file is opened wherever it is dropped; other files are the files panel's.
  const onDrop = (event: DragEvent): void => {
    const files = [...(event.dataTransfer?.files ?? [])];
    const [file] = files;
    if (file === undefined || files.length > 1 || !isWorkspaceFile(file.name)) return;
    event.preventDefault();
    event.stopPropagation();
    opening.openFile(file).catch(report);
  };
  window.addEventListener("hashchange", onHashChange);
  window.addEventListener("drop", onDrop, { capture: true });
  onCleanup(() => {
    window.removeEventListener("hashchange", onHashChange);
    window.removeEventListener("drop", onDrop, { capture: true });
  });
  return { sharing, opening };
}
