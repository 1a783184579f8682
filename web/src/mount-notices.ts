/** Tells which trees a workspace brought with it are used, and which of its trees are missing. */
import { createEffect, on, onCleanup } from "solid-js";
import { shortDigest } from "./mounts/digest.ts";
import { asInAll } from "./mounts/edits.ts";
import type { MountHere } from "./mounts/resolve.ts";
import type { Page } from "./page.ts";

export interface NoticeDeps {
  page: Page;
  /** Opens the dialog that asks whether to fetch from an address. */
  askUrl: (url: string) => void;
  showMounts: () => void;
}

/** Call inside a reactive root. */
export function tellOfOwnMounts({ page, askUrl, showMounts }: NoticeDeps): void {
  const { store, mounts, workspace, notices } = page;
  let told: (() => void)[] = [];
  let turn = 0;
  const takeBack = (): void => {
    for (const close of told) close();
    told = [];
  };

  const tellMissing = ({ name, root, url, common }: MountHere): void => {
    const instead =
      common !== null
        ? `The <${common.name}> that is mounted here is used instead.`
        : `Import it, or mount another tree as <${name}>.`;
    const action =
      url === null
        ? { label: "Show mounts", run: showMounts }
        : { label: `Get it from ${new URL(url).host} …`, run: () => askUrl(url) };
    const message = `This workspace wants <${name}> to be ${shortDigest(root ?? "")}, which is not kept here. ${instead}`;
    told.push(notices.show(message, { actions: [action] }));
  };

  const tellInstead = ({ name, root, common }: MountHere): void => {
    const id = workspace.id();
    const message = `This workspace has its own <${name}>, ${shortDigest(root ?? "")}; what is mounted as <${common?.name}> is not used here.`;
    const run = (): void => {
      takeBack();
      void mounts.set(id, asInAll(mounts.here(), name), null).then((answer) => {
        if (answer.type === "failed") notices.show(answer.failure.message);
      });
    };
    told.push(
      notices.show(message, { tone: "information", actions: [{ label: "Use the mounted one", run }] }),
    );
  };

  const tell = async (): Promise<void> => {
    const mine = ++turn;
    if (mounts.here().some(({ missing }) => missing)) await store.mounts();
    if (mine !== turn) return;
    takeBack();
    for (const mount of mounts.here().filter(({ on }) => on)) {
      const { missing, root, common } = mount;
      if (missing) tellMissing(mount);
      else if (mounts.brought() && root !== null && common !== null && root !== common.root)
        tellInstead(mount);
    }
  };
  const facts = (): string => {
    const list = mounts.here().filter(({ on, root }) => on && root !== null);
    const told = list.map(({ name, root, missing, common }) => [name, root, missing, common?.root]);
    return JSON.stringify([workspace.id(), mounts.brought(), told]);
  };
  createEffect(on(facts, () => void tell()));
  onCleanup(takeBack);
}
