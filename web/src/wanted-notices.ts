/** Tells which trees a workspace brought with it are used, and which are missing. */
import { createEffect, on, onCleanup } from "solid-js";
import { shortDigest } from "./mounts/digest.ts";
import type { Page } from "./page.ts";
import type { SharedMount } from "./share/types.ts";

export interface NoticeDeps {
  page: Page;
  /** Opens the dialog that asks whether to fetch from an address. */
  askUrl: (url: string) => void;
  showMounts: () => void;
}

/** Call inside a reactive root. */
export function tellOfWantedMounts({ page, askUrl, showMounts }: NoticeDeps): void {
  const { store, wanted, workspace, notices } = page;
  let told: (() => void)[] = [];
  let turn = 0;
  const takeBack = (): void => {
    for (const close of told) close();
    told = [];
  };

  const tellMissing = ({ name, root, url }: SharedMount): void => {
    const other = store.state()?.mounts.some((mount) => mount.name === name) === true;
    const instead = other
      ? `The <${name}> that is mounted here is used instead.`
      : `Import it, or mount another tree as <${name}>.`;
    const action =
      url === undefined
        ? { label: "Show mounts", run: showMounts }
        : { label: `Get it from ${new URL(url).host} …`, run: () => askUrl(url) };
    const message = `This workspace wants <${name}> to be ${shortDigest(root)}, which is not kept here. ${instead}`;
    told.push(notices.show(message, { actions: [action] }));
  };

  const tellInstead = ({ name, root }: SharedMount): void => {
    const id = workspace.id();
    const message = `This workspace has its own <${name}>, ${shortDigest(root)}; what is mounted as <${name}> is not used here.`;
    const run = (): void => {
      wanted.set(
        id,
        wanted.list().filter((it) => it.name !== name),
      );
      takeBack();
    };
    told.push(
      notices.show(message, { tone: "information", actions: [{ label: "Use the mounted one", run }] }),
    );
  };

  const tell = async (): Promise<void> => {
    const mine = ++turn;
    if (wanted.list().length > 0) await store.mounts();
    if (mine !== turn) return;
    takeBack();
    const missing = new Set(wanted.missing());
    for (const mount of wanted.list()) {
      const mounted = store.state()?.mounts.find(({ name }) => name === mount.name);
      if (missing.has(mount)) tellMissing(mount);
      else if (mounted !== undefined && mounted.root !== mount.root) tellInstead(mount);
    }
  };
  const facts = (): string => {
    const state = store.state();
    const mounts = state?.mounts.map(({ name, root }) => name + root);
    return JSON.stringify([wanted.list(), wanted.missing(), mounts]);
  };
  createEffect(on(facts, () => void tell()));
  onCleanup(takeBack);
}
