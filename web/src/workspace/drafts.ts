/**
 * What was not yet stored when a page went away. A page that is closed can't wait for IndexedDB, so it leaves its
 * changes where writing is immediate; the next page that opens stores them.
 */
import { changesFrom, type Base, type Content } from "./changes.ts";
import type { DraftStore } from "./environment.ts";
import { merge, resolve } from "./merge.ts";
import type { FileContents } from "./state.ts";
import type { View, WorkspaceStorage } from "./storage.ts";
import type { FileContent } from "./types.ts";

/** Texts longer than this together are not left behind: the place is small. */
const maxDraftLength = 2 ** 20;

interface Draft {
  id: string;
  /** The revision it started from. */
  from: number;
  name: string;
  view: { open: string[]; active: string };
  /** What the changed files were before; those that are new are not in it. */
  before: [path: string, text: string][];
  put: [path: string, text: string][];
  remove: string[];
}

/** Leaves the changes behind, or takes away what was left when there are none any more. */
export function leaveDraft(drafts: DraftStore, id: string, base: Base, content: Content, view: View): void {
  const changes = changesFrom(base, content);
  if (changes === null) {
    drafts.drop(id);
    return;
  }
  const paths = [...changes.put.keys(), ...changes.remove];
  const draft: Draft = {
    id,
    from: base.revision,
    name: content.name,
    view: { open: [...view.open], active: view.active },
    before: texts(paths.map((path) => [path, base.files.get(path)])),
    put: texts([...changes.put]),
    remove: changes.remove,
  };
  const text = JSON.stringify(draft);
  if (text.length <= maxDraftLength) drafts.put(id, text);
}

/** Stores all that was left behind. Rejects where storing is refused; the rest stays for the next time. */
export async function recoverDrafts(drafts: DraftStore, storage: WorkspaceStorage): Promise<void> {
  for (const { key, text } of drafts.all()) {
    const draft = parse(text);
    if (draft !== null) await recover(draft, storage);
    drafts.forget(key);
  }
}

async function recover(draft: Draft, storage: WorkspaceStorage): Promise<void> {
  const { id, from, name, view } = draft;
  const put = new Map<string, FileContent>(draft.put);
  const result = await storage.save({ id, from, name, view, put, remove: draft.remove });
  if (result.type === "saved") return;
  if (result.type === "removed") {
    // The changed files at least; the others were deleted on purpose.
    if (put.size > 0) await storage.save({ id, from: 0, name, view, put, remove: [] });
    return;
  }
  // Another tab saved since, or this very change was stored after all.
  const { stored } = result;
  const base = new Map(stored.files);
  for (const path of [...put.keys(), ...draft.remove]) base.delete(path);
  for (const [path, text] of draft.before) base.set(path, text);
  const left = new Map(base);
  for (const path of draft.remove) left.delete(path);
  for (const [path, content] of put) left.set(path, content);
  const merged = merge(base, stored.files, left);
  const files: FileContents = resolve(merged.files, merged.conflicts, "both");
  const changes = changesFrom(stored, { name: stored.name, files });
  if (changes === null) return;
  await storage.save({ id, from: stored.revision, name: stored.name, view, ...changes });
}

function texts(files: [path: string, content: FileContent | undefined][]): [string, string][] {
  return files.filter((it): it is [string, string] => typeof it[1] === "string");
}

/** Null for what no version of this page wrote. */
function parse(text: string): Draft | null {
  try {
    const draft = JSON.parse(text) as Draft;
    const whole =
      typeof draft.id === "string" &&
      typeof draft.from === "number" &&
      typeof draft.name === "string" &&
      [draft.before, draft.put, draft.remove, draft.view.open].every(Array.isArray);
    return whole ? draft : null;
  } catch {
    // Damaged: there is nothing to recover.
    return null;
  }
}
