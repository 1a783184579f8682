/** How a value in the result is written as a Nix expression: `a.b."c d"`, `(builtins.elemAt a.b 3).c`. */

/** A step down: an attribute's name or an element's place. */
export type PathStep = string | number;

const identifier = /^[a-zA-Z_][a-zA-Z0-9_'-]*$/;

/** Words that are no attribute names without quotes. `or` may be one. */
const keywords = new Set(["assert", "else", "if", "in", "inherit", "let", "rec", "then", "with"]);

/** What stands for the result itself where the expression needs a name for it. */
export const resultName = "result";

/** An attribute's name as it is written in Nix, quoted where it must be. */
export function attributeName(name: string): string {
  return identifier.test(name) && !keywords.has(name) ? name : quote(name);
}

const escapes: Record<string, string> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function quote(text: string): string {
  return `"${text.replaceAll(/["\\\n\r\t]/g, (char) => escapes[char]!).replaceAll("${", "\\${")}"`;
}

/** The expression for a value below the result; for the result itself {@link resultName}. */
export function expressionOf(steps: readonly PathStep[]): string {
  let out = "";
  let applied = false;
  for (const step of steps) {
    if (typeof step === "number") {
      out = `builtins.elemAt ${applied ? `(${out})` : out || resultName} ${step}`;
      applied = true;
    } else {
      const name = attributeName(step);
      // A quoted name is no expression by itself, nor is `or`.
      if (out === "") out = name.startsWith('"') || name === "or" ? `${resultName}.${name}` : name;
      else out = `${applied ? `(${out})` : out}.${name}`;
      applied = false;
    }
  }
  return out || resultName;
}
