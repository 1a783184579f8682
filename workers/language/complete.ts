/** What can be written at the cursor. */
import { Attrs, Binding, isPlainName, Kind, showAttrName } from "../../core/eval/index.ts";
import { fromBytes } from "../text.ts";
import type { Completion, CompletionItem } from "../index.ts";
import { argumentItems } from "./complete-arguments.ts";
import { nameItems } from "./complete-names.ts";
import { completePath } from "./complete-paths.ts";
import { attributeItem, evaluatedItem } from "./completion-items.ts";
import { builtinDocs, renderDoc } from "./docs.ts";
import { nameOf, type Workspace } from "./document.ts";
import { evaluatePlace } from "./evaluate.ts";
import { cursorName, probe, type Probe } from "./probe.ts";
import { Resolver } from "./resolve.ts";
import { type Target, targetOf } from "./target.ts";
import { scopeIn } from "./tree.ts";

/** More attributes than this are more than anybody reads. */
const mostAttributes = 3000;

const wordBefore = /[A-Za-z_][A-Za-z0-9_'-]*$/;
const wordAfter = /^[A-Za-z0-9_'-]*/;
const pathBefore = /(?:^|[^A-Za-z0-9._+~-])((?:\.\.?)?(?:\/[A-Za-z0-9._+-]*)+)$/;
/** A line is looked at no further back than this. */
const longestWord = 500;

/** Completions at an offset; null where nothing is to be completed. */
export async function complete(
  workspace: Workspace,
  path: string,
  text: string,
  offset: number,
  explicit: boolean,
): Promise<Completion | null> {
  const before = text.slice(Math.max(0, offset - longestWord), offset);
  const asPath = pathBefore.exec(before);
  if (asPath !== null) {
    const found = completePath(workspace, path, text, offset, asPath[1]!);
    if (found !== null) return found;
  }
  const word = wordBefore.exec(before)?.[0] ?? "";
  if (word === "" && !explicit && !/\.\s*$/.test(before)) return null;
  const from = offset - word.length;
  const to = offset + wordAfter.exec(text.slice(offset, offset + longestWord))![0].length;
  const items = probe(workspace.world, path, text, from, to, (found) => itemsOf(workspace, found, word));
  return items === null ? null : { from, to: offset, items: await documented(items) };
}

/** The items for a reading of the text; null when the cursor is nowhere in it where names are. */
function itemsOf(workspace: Workspace, { places, at }: Probe, word: string): CompletionItem[] | null {
  const target = targetOf(places, at);
  if (target === null) return null;
  const resolver = new Resolver(workspace);
  switch (target.type) {
    case "variable": {
      const { place } = target;
      if (place.expr.kind !== Kind.Var || nameOf(place.doc, place.expr.name) !== cursorName) return null;
      return nameItems(workspace, resolver, place, word);
    }
    case "attribute":
      return attributeItems(workspace, resolver, target);
    case "binding": {
      const { owner, def } = target;
      if (nameOf(owner.doc, def.name) !== cursorName) return null;
      if (def.how !== Binding.InheritFrom) return argumentItems(workspace, resolver, places, owner);
      if (owner.expr.kind !== Kind.Attrs && owner.expr.kind !== Kind.Let) return null;
      const subject = { doc: owner.doc, expr: owner.expr.froms[def.from]!, scope: scopeIn(owner) };
      return attributeItems(workspace, resolver, { subject, path: [], index: 0 });
    }
    default:
      return null;
  }
}

function attributeItems(
  workspace: Workspace,
  resolver: Resolver,
  { subject, path, index }: Pick<Target & { type: "attribute" }, "subject" | "path" | "index">,
): CompletionItem[] | null {
  const step = path[index];
  if (step !== undefined && (typeof step !== "number" || nameOf(subject.doc, step) !== cursorName))
    return null;
  const steps = path.slice(0, index);
  const known = resolver.select(resolver.known(subject), subject.doc, steps);
  if (known?.type === "builtins") return builtinItems(workspace);
  const items = new Map<string, CompletionItem>();
  for (const [name, member] of resolver.members(known)) {
    if (name !== cursorName) items.set(name, attributeItem(written(name), member));
  }
  if (!resolver.isComplete(known)) {
    const evaluated = evaluatePlace(workspace, subject, steps);
    if (evaluated !== null && evaluated.value instanceof Attrs) {
      const { keys, values } = evaluated.value.flat();
      const { names } = evaluated.evaluator.machine.symbols;
      for (let i = 0; i < Math.min(keys.ids.length, mostAttributes); i++) {
        const name = fromBytes(names[keys.ids[i]!]!);
        if (!items.has(name)) items.set(name, evaluatedItem(written(name), values[i]!));
      }
    }
  }
  return [...items.values()];
}

/** Everything in `builtins`. */
function builtinItems({ world }: Workspace): CompletionItem[] {
  return [...world.builtins].map((name) => ({ label: name, kind: "builtin" }));
}

/** An attribute name as it has to be written. */
function written(name: string): string {
  return isPlainName(name) || name === "or" ? name : showAttrName(name);
}

/** Items for builtins get their parameters and documentation. */
async function documented(items: CompletionItem[]): Promise<CompletionItem[]> {
  if (!items.some((item) => item.kind === "builtin")) return items;
  const docs = await builtinDocs();
  return items.map((item) => {
    const doc = item.kind === "builtin" ? docs.get(item.label.replace(/^__/, "")) : undefined;
    if (doc === undefined) return item;
    const detail = item.detail ?? (doc.params.length === 0 ? "constant" : doc.params.join(" "));
    return { ...item, detail, documentation: renderDoc(doc) };
  });
}
