/** The lines of a `nix.conf` (Nix manual, "nix.conf": file format). */

/** A configuration that can't be used. */
export class ConfError extends Error {
  constructor(
    message: string,
    /** The file, as its reader knows it. */
    readonly file: string,
    /** From 1; 0 when it is about no line. */
    readonly line: number,
  ) {
    super(line > 0 ? `${message} in '${file}', line ${line}` : `${message} in '${file}'`);
  }
}

/** One line; every kind may have a comment, whose text begins after `#`. */
export type ConfLine = (
  | { kind: "blank" }
  /** White space in the value counts as one space, and none at its ends. */
  | { kind: "setting"; name: string; value: string }
  | { kind: "include"; path: string; optional: boolean }
) & { comment?: string };

/**
 * Reads the lines of a `nix.conf`.
 * @param file - what errors call it
 * @throws ConfError
 */
export function parseConf(text: string, file = "nix.conf"): ConfLine[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line, i) => parseLine(line, file, i + 1));
}

function parseLine(line: string, file: string, number: number): ConfLine {
  const hash = line.indexOf("#");
  const comment = hash < 0 ? {} : { comment: line.slice(hash + 1).replace(/\r$/, "") };
  const body = hash < 0 ? line : line.slice(0, hash);
  const words = body.split(/[ \t\r]+/).filter((word) => word !== "");
  const [first, second, ...rest] = words;
  if (first === undefined) return { kind: "blank", ...comment };
  const includes = first === "include" || first === "!include";
  if (includes && second !== undefined && rest.length === 0) {
    return { kind: "include", path: second, optional: first === "!include", ...comment };
  }
  if (includes || second !== "=")
    throw new ConfError(`illegal configuration line '${body.trim()}'`, file, number);
  return { kind: "setting", name: first, value: rest.join(" "), ...comment };
}

/**
 * The text of some lines; {@link parseConf} reads the same lines back.
 * @throws RangeError for names and values that can't be written: there is no way to quote
 */
export function formatConf(lines: readonly ConfLine[]): string {
  return lines.map((line) => `${formatLine(line)}\n`).join("");
}

function formatLine(line: ConfLine): string {
  const { comment } = line;
  if (comment?.includes("\n") === true) throw new RangeError("a comment can't go over lines");
  const body = formatBody(line);
  if (comment === undefined) return body;
  return body === "" ? `#${comment}` : `${body} #${comment}`;
}

function formatBody(line: ConfLine): string {
  switch (line.kind) {
    case "blank":
      return "";
    case "include":
      return `${line.optional ? "!" : ""}include ${word(line.path)}`;
    case "setting": {
      if (/^!?include$/.test(line.name)) throw new RangeError(`a setting can't be called '${line.name}'`);
      const words = line.value.split(/[ \t\r\n]+/).filter((part) => part !== "");
      return [word(line.name), "=", ...words.map(word)].join(" ");
    }
  }
}

function word(text: string): string {
  if (text === "" || /[ \t\r\n#]/.test(text)) throw new RangeError(`'${text}' can't be written in nix.conf`);
  return text;
}
