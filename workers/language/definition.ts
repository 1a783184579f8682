/** Where a name is defined. */
import { Binding } from "../../core/eval/index.ts";
import type { DefinitionPlace, TextSpan } from "../index.ts";
import { type Doc, nameOf, type Workspace } from "./document.ts";
import { type Site, siteOf } from "./names.ts";
import { type Bound, Resolver, siteOfBound } from "./resolve.ts";
import { type Target, targetAt } from "./target.ts";

/** Where the name at a byte offset is defined; null where that is unknown. */
export function define(workspace: Workspace, doc: Doc, at: number): DefinitionPlace | null {
  const target = targetAt(doc, at);
  if (target === null) return null;
  const site = siteOfTarget(new Resolver(workspace), target);
  return site === null ? null : { span: spanOf(site, doc) };
}

function siteOfTarget(resolver: Resolver, target: Target): Site | null {
  switch (target.type) {
    case "variable": {
      const bound = resolver.bound(target.place);
      return bound === null ? null : follow(resolver, bound, target);
    }
    case "attribute":
      return attributeSite(resolver, target);
    case "path": {
      const doc = resolver.imported(target.place);
      return doc === null ? null : { doc, start: 0, end: 0 };
    }
    case "binding":
      return resolver.inherited(target.owner, target.def)?.site ?? target.site;
    default:
      return target.site;
  }
}

/** A binding that only inherits leads on to where the value is written. */
function follow(resolver: Resolver, bound: Bound, { place }: Target & { type: "variable" }): Site | null {
  let at = bound;
  for (let i = 0; i < 20; i++) {
    if (at.type === "with") {
      const name = nameOf(place.doc, (place.expr as { name: number }).name);
      for (const subject of at.subjects) {
        const site = resolver.member(resolver.known(subject), name)?.site;
        if (site) return site;
      }
      return null;
    }
    if (at.type !== "binding" || at.def.how === Binding.Plain) return siteOfBound(at);
    const { owner, def } = at;
    if (def.how === Binding.InheritFrom)
      return resolver.inherited(owner, def)?.site ?? siteOf(owner.doc, def);
    const outer = resolver.bound({ doc: owner.doc, expr: def.value!, scope: owner.scope });
    if (outer === null || outer.type === "global") return siteOf(owner.doc, def);
    at = outer;
  }
  return siteOfBound(at);
}

function attributeSite(
  resolver: Resolver,
  { subject, path, index }: Target & { type: "attribute" },
): Site | null {
  const step = path[index];
  if (typeof step !== "number") return null;
  const known = resolver.select(resolver.known(subject), subject.doc, path.slice(0, index));
  return resolver.member(known, nameOf(subject.doc, step))?.site ?? null;
}

/** A stretch as the page knows it; `file` is null in the document that was asked about. */
export function spanOf({ doc, start, end }: Site, asked: Doc): TextSpan {
  const from = doc.toText(start);
  const lineStart = Math.max(doc.text.lastIndexOf("\n", from - 1), doc.text.lastIndexOf("\r", from - 1)) + 1;
  return {
    file: doc === asked ? null : doc.path,
    from,
    to: Math.max(from, doc.toText(end)),
    line: doc.source.locate(start).line,
    column: (from === 0 ? 0 : from - lineStart) + 1,
  };
}
