/**
 * A shared workspace as JSON, the same inside links and in files:
 *
 *   { "name": "…", "files": { "main.nix": "…", "logo.png": { "base64": "…" } },
 *     "open": ["main.nix"], "active": "main.nix",
 *     "settings": { "profile": "2.36", "pipeOperators": false, "view": "tree", "strict": false },
 *     "mounts": [{ "name": "nixpkgs", "root": "blake3-…", "url": "https://…" }] }
 *
 * Reading trusts nothing: whatever the JSON holds, the result is a workspace that keeps the workspace's rules, or a
 * {@link LinkError}. Unknown fields and unknown settings are ignored, so that later versions may add some.
 */
import { pathProblem } from "../workspace/path.ts";
import type { FileContent, WorkspaceData } from "../workspace/types.ts";
import { fromBase64Url, toBase64Url } from "./base64url.ts";
import { LinkError } from "./errors.ts";
import { readMounts } from "./mounts.ts";
import { unsaidSettings, type Shared, type SharedMount, type SharedSettings } from "./types.ts";

/** Files one link may carry. */
export const maxFiles = 1000;

/** Bytes one link may unfold to: what people write is far below. */
export const maxBytes = 16 * 2 ** 20;

/** UTF-16 units of a workspace's name; the rest is cut off. */
const maxName = 100;

interface Document {
  name: string;
  files: Record<string, string | { base64: string }>;
  open: string[];
  active: string;
  settings: SharedSettings;
  mounts?: readonly SharedMount[];
}

/** The JSON value of what is shared. */
export function toDocument({ workspace, settings, mounts = [] }: Shared): Document {
  const { name, files, open, active } = workspace;
  const { profile, pipeOperators, view, strict } = settings;
  const entries = Object.entries(files).map(
    ([path, content]) =>
      [path, typeof content === "string" ? content : { base64: toBase64Url(content) }] as const,
  );
  return {
    name,
    files: Object.fromEntries(entries),
    open: [...open],
    active,
    settings: { profile, pipeOperators, view, strict },
    ...(mounts.length > 0 && { mounts }),
  };
}

/**
 * What a JSON value shares.
 * @param carrier - how messages call what it came in
 * @throws LinkError when it is no workspace
 */
export function fromDocument(value: unknown, carrier: "link" | "file" | "message" = "link"): Shared {
  if (!isRecord(value)) throw new LinkError(`This ${carrier} carries no workspace.`);
  const files = readFiles(value["files"], carrier);
  const paths = Object.keys(files).sort();
  const open = readPaths(value["open"], files);
  const active = typeof value["active"] === "string" ? value["active"] : "";
  const first = open[0] ?? (Object.hasOwn(files, "main.nix") ? "main.nix" : paths[0]!);
  const shown = Object.hasOwn(files, active) ? active : first;
  const workspace: WorkspaceData = {
    name: readName(value["name"]),
    files,
    open: open.includes(shown) ? open : [...open, shown],
    active: shown,
  };
  const mounts = readMounts(value["mounts"], carrier);
  const settings = readSettings(value["settings"]);
  return { workspace, settings, ...(mounts.length > 0 && { mounts }) };
}

/** The settings of a JSON value; those it doesn't know, or says strangely, as a link means them that is silent. */
function readSettings(value: unknown): SharedSettings {
  const settings = { ...unsaidSettings };
  if (!isRecord(value)) return settings;
  const { profile, pipeOperators, view, strict } = value;
  if (profile === "2.36" || profile === "2.8") settings.profile = profile;
  if (view === "tree" || view === "nix" || view === "json" || view === "xml") settings.view = view;
  if (typeof pipeOperators === "boolean") settings.pipeOperators = pipeOperators;
  if (typeof strict === "boolean") settings.strict = strict;
  return settings;
}

function readFiles(value: unknown, carrier: string): Record<string, FileContent> {
  const entries = isRecord(value) ? Object.entries(value) : [];
  if (entries.length === 0) throw new LinkError(`This ${carrier} carries no files.`);
  if (entries.length > maxFiles) {
    throw new LinkError(
      `This ${carrier} carries ${entries.length} files; at most ${maxFiles} can be opened.`,
    );
  }
  for (const [path] of entries) {
    const fault = path === "__proto__" ? "JavaScript means something else by it." : pathProblem(path);
    if (fault !== null)
      throw new LinkError(`This ${carrier} carries a file ${show(path)} that can't be opened. ${fault}`);
  }
  refuseFoldersOfFiles(
    entries.map(([path]) => path),
    carrier,
  );
  return Object.fromEntries(entries.map(([path, content]) => [path, readContent(path, content, carrier)]));
}

/** `a` and `a/b` can't both be files. */
function refuseFoldersOfFiles(paths: string[], carrier: string): void {
  const all = new Set(paths);
  for (const path of paths) {
    for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) {
      const folder = path.slice(0, end);
      if (all.has(folder)) {
        throw new LinkError(
          `This ${carrier} carries a file ${show(folder)} that is the folder of ${show(path)}.`,
        );
      }
    }
  }
}

function readContent(path: string, content: unknown, carrier: string): FileContent {
  if (typeof content === "string") return content;
  if (isRecord(content) && typeof content["base64"] === "string") {
    const bytes = fromBase64Url(content["base64"]);
    if (bytes !== null) return bytes;
  }
  throw new LinkError(`This ${carrier} carries a file ${show(path)} whose content can't be read.`);
}

/** The paths of a list that are files, each once. */
function readPaths(value: unknown, files: Record<string, FileContent>): string[] {
  if (!Array.isArray(value)) return [];
  const paths = value.filter(
    (path): path is string => typeof path === "string" && Object.hasOwn(files, path),
  );
  return [...new Set(paths)];
}

/** A name on one line. */
function readName(value: unknown): string {
  if (typeof value !== "string") return "Shared";
  const name = value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return name === "" ? "Shared" : [...name].slice(0, maxName).join("");
}

/** A name as a message holds it: quoted, on one line, not without end. */
function show(path: string): string {
  return JSON.stringify(path.length > 80 ? `${path.slice(0, 80)}…` : path);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
