/** Colours of the picture, as the page's theme has them. */
import type { GraphNode } from "../../../../workers/index.ts";

export interface Look {
  ground: string;
  raised: string;
  text: string;
  muted: string;
  line: string;
  lineStrong: string;
  accent: string;
  onAccent: string;
  match: string;
  user: string;
  kinds: Record<GraphNode["kind"], string>;
  font: string;
}

/** Reads them from where the picture is. */
export function lookOf(element: HTMLElement): Look {
  const style = getComputedStyle(element);
  const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    ground: of("ground"),
    raised: of("raised"),
    text: of("text"),
    muted: of("muted"),
    line: of("line"),
    lineStrong: of("line-strong"),
    accent: of("accent"),
    onAccent: of("on-accent"),
    match: of("selection"),
    user: of("type-atom"),
    kinds: {
      derivation: of("type-name"),
      fixed: of("type-string"),
      source: of("type-path"),
      missing: of("error"),
    },
    font: of("mono") || "monospace",
  };
}

/** Kinds of nodes, in words. */
export const kindNames: Readonly<Record<GraphNode["kind"], string>> = {
  derivation: "derivation",
  fixed: "fixed-output derivation",
  source: "source",
  missing: "not here",
};
