/** Lets the histories of removed workspaces go: a while later, since removing can be undone. */
import { createEffect, onCleanup, untrack } from "solid-js";
import type { StoreAnswer } from "../../../workers/index.ts";
import type { Workspace } from "../workspace/index.ts";

export interface ForgetDeps {
  workspace: Pick<Workspace, "list">;
  forget: (workspace: string) => Promise<StoreAnswer<null>>;
  /** What an earlier visit did not come to; null for nothing. */
  recall: () => string | null;
  remember: (text: string) => void;
}

/** Milliseconds in which removing a workspace may be undone without its history being lost. */
export const forgetAfter = 300_000;

/** Call inside a reactive root. */
export function forgetRemoved({ workspace, forget, recall, remember }: ForgetDeps): void {
  const gone = new Set(idsIn(recall()));
  let known = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const listed = (): Set<string> => new Set(workspace.list().map(({ id }) => id));

  const forgetAll = async (): Promise<void> => {
    for (const id of gone) {
      if (untrack(listed).has(id) || (await forget(id)).type === "ok") gone.delete(id);
    }
    remember(JSON.stringify([...gone]));
  };
  const schedule = (): void => {
    clearTimeout(timer);
    if (gone.size > 0) timer = setTimeout(() => void forgetAll(), forgetAfter);
  };

  createEffect(() => {
    const ids = listed();
    const before = [...gone].join();
    for (const id of known) if (!ids.has(id)) gone.add(id);
    for (const id of ids) gone.delete(id);
    known = ids;
    if ([...gone].join() === before) return;
    remember(JSON.stringify([...gone]));
    schedule();
  });
  schedule();
}

function idsIn(text: string | null): string[] {
  try {
    const value: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(value) ? value.filter((id): id is string => typeof id === "string") : [];
  } catch {
    // Damaged: what was removed then stays stored.
    return [];
  }
}
