/** Pages of children. Nothing is forced. */
import type { PageEvaluator } from "../page-evaluator.ts";
import type { TextSpan } from "../protocol.ts";
import { fromBytes } from "../text.ts";
import type { ValueChild, ValuePage } from "../values-protocol.ts";
import type { KeptValue, KeptValues } from "./kept-value.ts";
import type { Listed, Listing } from "./listing.ts";
import { summaryOf } from "./summary.ts";

/** Children at most in one page. */
const largestPage = 1000;

/** The children `from` … `from + count` of a value whose names hold a text. */
export function pageOf(
  page: PageEvaluator,
  values: KeptValues,
  parent: KeptValue,
  from: number,
  count: number,
  match: string,
): ValuePage {
  const listing = values.listing(parent);
  if (listing === null) return { total: 0, children: [] };
  const { total, indices } = listing.page(from, Math.min(count, largestPage), match);
  return {
    total,
    children: indices.map((index): ValueChild => {
      const listed = listing.at(index);
      return {
        name: listed.name === null ? null : fromBytes(listed.name),
        index,
        span: spanOf(page, listing, listed),
        value: summaryOf(page, values, values.child(parent, listed)),
      };
    }),
  };
}

/** Where an attribute was defined: its name there, or just the place where it is not spelled so. */
function spanOf(page: PageEvaluator, listing: Listing, { name, symbol }: Listed): TextSpan | null {
  const position = name === null ? null : listing.position(symbol);
  if (position === null || name === null) return null;
  const { source, offset } = position;
  const quoted = source.text[offset] === '"' ? 2 : 0;
  const spelled = source.text.startsWith(name, offset + quoted / 2);
  return page.spans.read({ source, start: offset, end: offset + (spelled ? name.length + quoted : 0) });
}
