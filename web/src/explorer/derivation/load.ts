/** Bringing the derivation that a view is about: from the store, else from what the last evaluation knows. */
import type { StoreAnswer, Subject } from "../../../../workers/index.ts";
import {
  defaultStoreDir,
  DerivationError,
  drvPathOf,
  isStorePath,
  parseDerivation,
  parseStorePath,
  type Derivation,
} from "../../../../core/nix-compat/index.ts";
import { byteString } from "../../result/byte-strings.ts";
import type { StoreJob } from "../../run/store-client.ts";
import type { ExplorerUi, ViewProps } from "../types.ts";
import { keepEvaluated, type KeepProgress } from "./keep-evaluated.ts";

export interface LoadedDerivation {
  path: string;
  /** Without `.drv`. */
  name: string;
  /** The text of the file, a byte string. */
  aterm: string;
  /** Its texts are byte strings. */
  drv: Derivation;
}

/** What is asked of {@link loadDerivation}. */
export type DerivationRequest = Pick<ViewProps, "ui" | "root"> & { subject: Subject };

/** Bytes of a document read at once. */
const readStep = 2 ** 20;

/** Bytes of a document that is taken for a derivation at all. */
const mostBytes = 64 * 2 ** 20;

/** The last derivation of each client: the views of one subject ask for it one after another. */
const last = new WeakMap<object, { key: string; loaded: LoadedDerivation }>();

/** Brings the derivation of a subject; it is kept in the store then. */
export function loadDerivation(
  request: DerivationRequest,
  progress: KeepProgress,
): StoreJob<LoadedDerivation> {
  const stop: Stop = { asked: false, job: null };
  const work = async (): Promise<StoreAnswer<LoadedDerivation>> => {
    const { ui, subject } = request;
    const key = JSON.stringify(subject);
    const known = last.get(ui.client);
    if (known?.key === key) return { type: "ok", value: known.loaded };
    const answer = await load(request, progress, stop);
    if (answer.type === "ok") last.set(ui.client, { key, loaded: answer.value });
    return answer;
  };
  const cancel = (): void => {
    stop.asked = true;
    stop.job?.cancel();
  };
  return { answer: work(), cancel };
}

/** Whether somebody cancelled it, and what must be told so. */
interface Stop {
  asked: boolean;
  job: StoreJob<unknown> | null;
}

async function load(
  { ui, root, subject }: DerivationRequest,
  progress: KeepProgress,
  stop: Stop,
): Promise<StoreAnswer<LoadedDerivation>> {
  switch (subject.type) {
    case "path": {
      const text = await textOf(ui, subject.path, progress, stop);
      return text.type === "ok" ? read(text.value, subject.path) : text;
    }
    case "document": {
      if (root === null) return failed("missing", `'${subject.name}' is not in the store: open it again`);
      if (root.size > mostBytes) return failed("invalid", `'${subject.name}' is too large for a derivation`);
      const text = await readDocument(ui, subject.node, root.size, stop);
      if (text.type !== "ok") return text;
      const answer = read(text.value, subject.name);
      if (answer.type !== "ok") return answer;
      // Its graph and its explanation ask the store for it by its path.
      const { path, aterm } = answer.value;
      const kept = await ui.client.addDerivations([{ path, aterm }]);
      return kept.type === "ok" ? answer : kept;
    }
    default:
      return failed("invalid", "this is no derivation");
  }
}

/** The text of a derivation by its path. */
async function textOf(
  ui: ExplorerUi,
  path: string,
  progress: KeepProgress,
  stop: Stop,
): Promise<StoreAnswer<string>> {
  const there = await ui.client.derivation(path);
  if (there.type !== "failed" || there.failure.kind !== "missing") return there;
  const keeping = keepEvaluated(ui, path, progress);
  stop.job = keeping;
  const kept = await keeping.answer;
  if (kept.type !== "ok") return kept;
  return kept.value === 0 ? there : ui.client.derivation(path);
}

async function readDocument(
  { client }: ExplorerUi,
  node: string,
  size: number,
  stop: Stop,
): Promise<StoreAnswer<string>> {
  let text = "";
  for (let from = 0; from < size; from += readStep) {
    const answer = await client.read(node, from, Math.min(size, from + readStep));
    if (answer.type !== "ok") return answer;
    if (stop.asked) return { type: "cancelled" };
    text += byteString(answer.value);
  }
  return { type: "ok", value: text };
}

/**
 * Reads a derivation.
 * @param name - its path, or the name of a file, from which its path is worked out
 */
function read(aterm: string, name: string): StoreAnswer<LoadedDerivation> {
  try {
    const drv = parseDerivation(aterm);
    const path = isStorePath(name) ? name : drvPathOf(drv, nameOf(drv, name), aterm, defaultStoreDir);
    const full = parseStorePath(path).name;
    return { type: "ok", value: { path, name: full.replace(/\.drv$/, ""), aterm, drv } };
  } catch (error) {
    const where =
      error instanceof DerivationError && error.offset !== undefined ? ` at byte ${error.offset}` : "";
    return failed("invalid", `'${name}' can't be read as a derivation: ${(error as Error).message}${where}`);
  }
}

/** What a derivation is called that came as a file. */
function nameOf({ env }: Derivation, file: string): string {
  const base = file.slice(file.lastIndexOf("/") + 1);
  return env.get("name") ?? base.replace(/^[0-9a-z]{32}-/, "").replace(/\.drv$/, "");
}

function failed(
  kind: "missing" | "invalid",
  message: string,
): { type: "failed"; failure: { kind: typeof kind; message: string } } {
  return { type: "failed", failure: { kind, message } };
}
