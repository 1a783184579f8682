/** A line in plain words for the kinds of errors where Nix's own words leave people alone. */

const hints: Record<string, string> = {
  "infinite-recursion": "Working out this value needs the value itself.",
  "call-depth": "Calls nest too deep: does the recursion end?",
  memory: "The evaluation reached its memory limit: does it build something without end?",
  unsupported: "This needs a store or the network, which this page does not have yet.",
  internal: "This is a defect of the page, not of your text. Please report it with the text.",
};

/** The hint for a kind of error; undefined when it has none. */
export function hintFor(kind: string): string | undefined {
  return hints[kind];
}
