/** Completion of names: what is in scope, builtins and keywords. */
import { Attrs, Kind } from "../../core/eval/index.ts";
import { fromBytes } from "../text.ts";
import type { CompletionItem } from "../index.ts";
import { describeKnown, evaluatedItem, parametersOf } from "./completion-items.ts";
import { nameOf, type Workspace } from "./document.ts";
import { evaluatePlace } from "./evaluate.ts";
import { docComment } from "./names.ts";
import { cursorName } from "./probe.ts";
import type { Resolver } from "./resolve.ts";
import type { Place, Scope } from "./tree.ts";

const keywords = ["let", "in", "if", "then", "else", "with", "assert", "rec", "inherit", "or"];

/** Letters after which builtins are offered that have to be written with `builtins.` in front. */
const lettersForBuiltins = 2;

/** Names for a variable at a place, of which a beginning is written. */
export function nameItems(
  workspace: Workspace,
  resolver: Resolver,
  place: Place,
  word: string,
): CompletionItem[] {
  const items = new Map<string, CompletionItem>();
  const add = (item: CompletionItem): void => {
    if (item.label !== cursorName && item.label !== "" && !items.has(item.label)) items.set(item.label, item);
  };
  for (let scope = place.scope; scope !== null; scope = scope.up)
    for (const item of namesIn(resolver, scope)) add(item);
  const { world } = workspace;
  for (const name of world.globals) {
    if (name.startsWith("__") && !word.startsWith("__")) continue;
    if (world.builtins.has(name.replace(/^__/, ""))) add({ label: name, kind: "builtin", boost: -1 });
  }
  // After lexical names and globals, which no `with` hides.
  for (let scope = place.scope; scope !== null; scope = scope.up)
    for (const item of namesOfWith(workspace, resolver, scope)) add(item);
  if (word.length >= lettersForBuiltins) {
    for (const name of world.builtins) {
      if (!world.globals.has(name))
        add({ label: name, kind: "builtin", insert: `builtins.${name}`, boost: -2 });
    }
  }
  for (const keyword of keywords) add({ label: keyword, kind: "keyword", boost: -1 });
  return [...items.values()];
}

function namesIn(resolver: Resolver, scope: Scope): CompletionItem[] {
  const { doc, node, up } = scope;
  switch (node.kind) {
    case Kind.Let:
    case Kind.Attrs: {
      const owner = { doc, expr: node, scope: up };
      return node.defs.map((def) => {
        const label = nameOf(doc, def.name);
        if (label === cursorName) return { label, kind: "variable" };
        const { isFunction, detail } = describeKnown(resolver.ofBinding(owner, def));
        const documentation = docComment(doc, def);
        return {
          label,
          kind: isFunction ? "function" : "variable",
          ...(detail === undefined ? {} : { detail }),
          ...(documentation === "" ? {} : { documentation }),
          boost: 1,
        };
      });
    }
    case Kind.Lambda: {
      const detail = `argument of ${parametersOf(doc, node)}`;
      const names = (node.formals?.formals ?? []).map((formal) => formal.name);
      if (node.param >= 0) names.push(node.param);
      return names.map((name) => ({ label: nameOf(doc, name), kind: "variable", detail, boost: 1 }));
    }
    case Kind.With:
      return [];
  }
}

function namesOfWith(workspace: Workspace, resolver: Resolver, scope: Scope): CompletionItem[] {
  const { doc, node, up } = scope;
  if (node.kind !== Kind.With) return [];
  const subject = { doc, expr: node.subject, scope: up };
  const known = resolver.known(subject);
  const items: CompletionItem[] = [];
  for (const [label, member] of resolver.members(known)) {
    const { isFunction, detail } = describeKnown(member.value());
    const kind = known?.type === "builtins" ? "builtin" : isFunction ? "function" : "attribute";
    const { documentation } = member;
    items.push({
      label,
      kind,
      ...(kind === "builtin" || detail === undefined ? {} : { detail }),
      ...(documentation === "" ? {} : { documentation }),
    });
  }
  if (resolver.isComplete(known)) return items;
  const evaluated = evaluatePlace(workspace, subject);
  if (evaluated === null || !(evaluated.value instanceof Attrs)) return items;
  const { keys, values } = evaluated.value.flat();
  const { names } = evaluated.evaluator.machine.symbols;
  keys.ids.forEach((id, i) => items.push(evaluatedItem(fromBytes(names[id]!), values[i]!)));
  return items;
}
