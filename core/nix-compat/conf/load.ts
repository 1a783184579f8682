/** Loading a `nix.conf` with what it includes. */
import { ConfError, type ConfLine, parseConf } from "./lines.ts";
import { Settings } from "./settings.ts";

/** The text of a file (absolute path); null when there is none. */
export type ConfReader = (path: string) => string | null;

/** A configuration, and what to warn about. */
export interface LoadedConf {
  settings: Settings;
  /** Sentences about settings that are kept although Nix doesn't know them. */
  warnings: string[];
}

/** Files within files; deeper ones are a mistake. */
const maxDepth = 64;

/** Files all in all: files that include others twice each would not end. */
const maxFiles = 1000;

/**
 * Loads a configuration file. Paths of included files start from the folder of the file that includes them.
 * @throws ConfError for lines that are none, missing files, and files that include themselves
 */
export function loadConf(path: string, read: ConfReader, settings = new Settings()): LoadedConf {
  const text = read(path);
  if (text === null) throw new ConfError("no such file", path, 0);
  let files = 0;
  const load = (file: string, content: string, outer: readonly string[]): void => {
    if (++files > maxFiles) throw new ConfError(`more than ${maxFiles} files are included`, file, 0);
    const lines = parseConf(content, file);
    for (const [i, line] of lines.entries()) {
      if (line.kind === "setting") settings.set(line.name, line.value, { file, line: i + 1 });
      else if (line.kind === "include") include(line, file, i + 1, [...outer, file]);
    }
  };
  const include = (
    line: ConfLine & { kind: "include" },
    from: string,
    number: number,
    outer: readonly string[],
  ): void => {
    const target = resolve(from, line.path);
    if (outer.includes(target)) throw new ConfError(`file '${target}' includes itself`, from, number);
    if (outer.length >= maxDepth) throw new ConfError("files are included too deeply", from, number);
    const content = read(target);
    if (content !== null) load(target, content, outer);
    else if (!line.optional) throw new ConfError(`included file '${target}' not found`, from, number);
  };
  load(path, text, []);
  return { settings, warnings: settings.unknown().map((name) => `unknown setting '${name}'`) };
}

/** A path from the folder of a file. */
function resolve(file: string, path: string): string {
  const full = path.startsWith("/") ? path : `${file.slice(0, file.lastIndexOf("/") + 1)}${path}`;
  const parts: string[] = [];
  for (const part of full.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return (full.startsWith("/") ? "/" : "") + parts.join("/");
}
