/** What is known of the name under the pointer, as Markdown. */
import { Binding, Closure, Kind, printValue } from "../../core/eval/index.ts";
import { fromBytes } from "../text.ts";
import type { Hover } from "../index.ts";
import { parametersOf } from "./completion-items.ts";
import { builtinDocs, renderDoc } from "./docs.ts";
import { type Doc, nameOf, type Workspace } from "./document.ts";
import { evaluatePlace } from "./evaluate.ts";
import { docComment } from "./names.ts";
import { type Known, pathOf, Resolver } from "./resolve.ts";
import { type Target, targetAt } from "./target.ts";
import { type Place, valueOf } from "./tree.ts";

/** How much of a value is shown. */
const shown = { depth: 2, attrs: 8, items: 8, string: 200 };

/** What there is to say; parts become paragraphs. */
interface Saying {
  /** Nix text: how the thing is written or called. */
  head: string;
  /** In a sentence: what it is. */
  what: string;
  documentation: string;
  known: Known | null;
  /** What to evaluate for its value. */
  value: { place: Place; path: readonly (number | Place["expr"])[] } | null;
}

/** Information on what stands at a byte offset; null where there is nothing to tell. */
export async function hover(workspace: Workspace, doc: Doc, at: number): Promise<Hover | null> {
  const target = targetAt(doc, at);
  if (target === null) return null;
  const text = await textOf(workspace, target);
  const { start, end } = target.site;
  return text === null ? null : { from: doc.toText(start), to: doc.toText(end), text };
}

async function textOf(workspace: Workspace, target: Target): Promise<string | null> {
  const saying = say(new Resolver(workspace), target);
  if (saying === null) return null;
  const { known, documentation, what } = saying;
  if (known?.type === "builtin" || known?.type === "builtins") {
    const entry = (await builtinDocs()).get(known.type === "builtin" ? known.name : "builtins");
    if (entry !== undefined && documentation === "") return renderDoc(entry);
  }
  const lambda = known?.type === "literal" && known.place.expr.kind === Kind.Lambda ? known.place.expr : null;
  const parts = [what];
  if (lambda !== null && known?.type === "literal") {
    parts.unshift(code(`${saying.head} = ${parametersOf(known.place.doc, lambda)} …`));
    const own = documentation === "" ? docComment(known.place.doc, lambda) : documentation;
    if (own !== "") parts.push(own);
    return parts.join("\n\n");
  }
  const value = saying.value === null ? null : valueText(workspace, saying.value);
  parts.unshift(code(value === null ? saying.head : `${saying.head} = ${value}`));
  if (documentation !== "") parts.push(documentation);
  return parts.join("\n\n");
}

function code(text: string): string {
  return "```nix\n" + text + "\n```";
}

function say(resolver: Resolver, target: Target): Saying | null {
  switch (target.type) {
    case "variable":
      return sayVariable(resolver, target.place);
    case "attribute":
      return sayAttribute(resolver, target);
    case "binding": {
      const { owner, def } = target;
      const member = resolver.inherited(owner, def) ?? resolver.memberOf(owner, def);
      const place = valueOf(owner, def);
      return {
        head: member.name,
        what: owner.expr.kind === Kind.Let ? "Bound by `let`." : "An attribute.",
        documentation: member.documentation,
        known: member.value(),
        value: place === null ? null : { place, path: [] },
      };
    }
    case "parameter":
    case "formal":
      return sayParameter(target);
    case "path": {
      const path = pathOf(target.place);
      if (path === null) return null;
      const doc = resolver.workspace.openImport(path);
      const what =
        doc === null
          ? "A path. No file of this workspace is there."
          : doc.path === path
            ? "A file of this workspace."
            : `A folder; importing it reads \`${doc.path}\`.`;
      return { head: path, what, documentation: "", known: null, value: null };
    }
  }
}

function sayVariable(resolver: Resolver, place: Place): Saying | null {
  if (place.expr.kind !== Kind.Var) return null;
  const head = nameOf(place.doc, place.expr.name);
  const bound = resolver.bound(place);
  const value = { place, path: [] };
  switch (bound?.type) {
    case undefined:
      return null;
    case "global": {
      const constants: Record<string, string> = {
        true: "A boolean.",
        false: "A boolean.",
        null: "The null value.",
      };
      return {
        head,
        what: constants[head] ?? "In scope everywhere.",
        documentation: "",
        known: resolver.known(place),
        value: null,
      };
    }
    case "binding": {
      const { owner, def } = bound;
      const line = owner.doc.source.locate(def.start).line;
      const how = def.how === Binding.Plain ? "Bound" : "Inherited";
      const where = owner.expr.kind === Kind.Let ? "by `let`" : "in a recursive set";
      const documentation =
        docComment(owner.doc, def) || (resolver.inherited(owner, def)?.documentation ?? "");
      const file = owner.doc === place.doc ? "" : ` of \`${owner.doc.path}\``;
      return {
        head,
        what: `${how} ${where}, line ${line}${file}.`,
        documentation,
        known: resolver.known(place),
        value,
      };
    }
    case "parameter":
      return sayParameter({
        type: "parameter",
        place: { ...place, expr: bound.lambda },
        lambda: bound.lambda,
      });
    case "formal":
      return sayParameter({
        type: "formal",
        place: { ...place, expr: bound.lambda },
        lambda: bound.lambda,
        formal: bound.formal,
      });
    case "with": {
      for (const subject of bound.subjects) {
        const member = resolver.member(resolver.known(subject), head);
        if (member === null) continue;
        const { documentation } = member;
        return { head, what: "From a `with`.", documentation, known: member.value(), value };
      }
      return { head, what: "From a `with`.", documentation: "", known: null, value };
    }
  }
}

function sayAttribute(
  resolver: Resolver,
  { subject, path, index }: Target & { type: "attribute" },
): Saying | null {
  const step = path[index];
  if (typeof step !== "number") return null;
  const known = resolver.select(resolver.known(subject), subject.doc, path.slice(0, index));
  const name = nameOf(subject.doc, step);
  const member = resolver.member(known, name);
  const line = member?.site ? member.site.doc.source.locate(member.site.start).line : null;
  const file = member?.site && member.site.doc !== subject.doc ? ` of \`${member.site.doc.path}\`` : "";
  return {
    head: name,
    what: line === null ? "An attribute." : `An attribute, line ${line}${file}.`,
    documentation: member?.documentation ?? "",
    known: member?.value() ?? null,
    value: { place: subject, path: path.slice(0, index + 1) },
  };
}

function sayParameter(
  target: Omit<Target & { type: "parameter" }, "site"> | Omit<Target & { type: "formal" }, "site">,
): Saying {
  const { place, lambda } = target;
  const { doc } = place;
  const of = `of the function \`${lambda.name >= 0 ? `${nameOf(doc, lambda.name)} = ` : ""}${parametersOf(doc, lambda)} …\``;
  if (target.type === "parameter") {
    const head = nameOf(doc, lambda.param);
    const what = lambda.formals === null ? `The argument ${of}.` : `All arguments ${of}.`;
    return { head, what, documentation: "", known: null, value: null };
  }
  const { formal } = target;
  const head = nameOf(doc, formal.name);
  const fallback = formal.fallback === null ? "required" : `default \`${cut(doc, formal.fallback)}\``;
  return {
    head,
    what: `An argument ${of}; ${fallback}.`,
    documentation: docComment(doc, formal),
    known: null,
    value: null,
  };
}

function cut(doc: Doc, { start, end }: { start: number; end: number }): string {
  const text = fromBytes(doc.source.text.slice(start, end)).replace(/\s+/g, " ");
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** A value as text, where it is cheap and does not depend on a function's arguments. */
function valueText(workspace: Workspace, { place, path }: NonNullable<Saying["value"]>): string | null {
  for (let scope = place.scope; scope !== null; scope = scope.up) {
    if (scope.node.kind === Kind.Lambda) return null;
  }
  const evaluated = evaluatePlace(workspace, place, path);
  if (evaluated === null || evaluated.value instanceof Closure) return null;
  return fromBytes(printValue(evaluated.evaluator.machine, evaluated.value, shown));
}
