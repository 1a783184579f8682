/** Whether what became of a link is allowed. */
import { pathProblem } from "../../workspace/path.ts";
import { LinkError } from "../errors.ts";
import { decodeLink } from "../link.ts";
import type { Shared } from "../types.ts";

/** Opens a link: `opened`, `refused`, or what is wrong with what happened. */
export async function judge(
  link: string,
): Promise<{ type: "opened" | "refused" } | { type: "wrong"; why: string }> {
  let shared: Shared | null;
  try {
    shared = await decodeLink(link);
  } catch (error) {
    if (!(error instanceof LinkError)) return wrong(`threw ${String(error)}`);
    const clear = /^[A-Z].{10,400}\.$/s.test(error.message);
    return clear ? { type: "refused" } : wrong(`said ${JSON.stringify(error.message)}`);
  }
  if ("polluted" in {}) return wrong("changed Object.prototype");
  return shared === null ? { type: "opened" } : judgeShared(shared);
}

function judgeShared({
  workspace,
  settings,
  mounts = [],
}: Shared): { type: "opened" } | { type: "wrong"; why: string } {
  const { name, files, open, active } = workspace;
  const paths = Object.keys(files);
  if (Object.getPrototypeOf(files) !== Object.prototype) return wrong("changed a prototype");
  if (typeof name !== "string" || name === "" || /[\p{Cc}\p{Zl}]/u.test(name)) return wrong("has a bad name");
  if (paths.length === 0 || paths.length > 1000) return wrong("has a bad number of files");
  for (const path of paths) {
    if (pathProblem(path) !== null) return wrong(`has a bad path ${path}`);
    const content = files[path];
    if (typeof content !== "string" && !(content instanceof Uint8Array)) return wrong("has a bad content");
  }
  if (!open.every((path) => Object.hasOwn(files, path))) return wrong("opens what isn't there");
  if (new Set(open).size !== open.length) return wrong("opens a file twice");
  if (!open.includes(active)) return wrong("has an active file that isn't open");
  for (const { name: mount, root, url = "https://host/", ...other } of mounts) {
    if (!/^[\w.+-]{1,64}$/.test(mount)) return wrong(`has a bad mount ${mount}`);
    if (!/^blake3-[A-Za-z0-9+/]{43}=$/.test(root)) return wrong(`has a bad digest ${root}`);
    if (!/^https?:/i.test(url.trim()) || Object.keys(other).length > 0) return wrong("has a bad mount");
  }
  if (new Set(mounts.map((it) => it.name)).size !== mounts.length) return wrong("mounts a name twice");
  const { profile, pipeOperators, view, strict, ...more } = settings;
  const good =
    ["2.36", "2.8"].includes(profile) &&
    ["tree", "nix", "json", "xml"].includes(view) &&
    typeof pipeOperators === "boolean" &&
    typeof strict === "boolean" &&
    Object.keys(more).length === 0;
  return good ? { type: "opened" } : wrong("has bad settings");
}

function wrong(why: string): { type: "wrong"; why: string } {
  return { type: "wrong", why };
}
