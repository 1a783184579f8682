/** A line in plain words for the kinds of errors where Nix's own words leave people alone. */

const hints: Record<string, string> = {
  "undefined-variable": "Nothing in scope has this name: no let, with, argument or builtin.",
  "missing-argument": "The function's head names all it must be given; those with a ? may be left out.",
  "unexpected-argument": "The function's head names all it takes; with ... it would take more.",
  "search-path":
    "Names in <…> are looked up in the search path: mount a tree under that name, in the panel Mounts.",
  context: "A string that depends on store paths can't be used here.",
  "infinite-recursion": "Working out this value needs the value itself.",
  "call-depth": "Calls nest too deep: does the recursion end?",
  memory: "Does it build something without end? The limit can be changed in the settings.",
  time: "Does it end? The limit can be changed in the settings.",
  unsupported: "This needs something that a page does not have, or a feature that is off.",
  internal: "This is a defect of the page, not of your text. Please report it with the text.",
};

/** The hint for a kind of error; undefined when it has none. */
export function hintFor(kind: string): string | undefined {
  return hints[kind];
}
