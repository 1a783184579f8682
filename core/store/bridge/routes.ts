/** Which route answers a path. */
import { parseCachePath, type CacheFile } from "../../nix-compat/index.ts";

/** What a path asks for; `kind` is also the route's name in metrics. */
export type Route =
  | CacheFile
  | { readonly kind: "index" | "metrics" }
  | { readonly kind: "node"; readonly name: string }
  | { readonly kind: "files" | "objects"; readonly rest: string }
  /** Files that caches may have and this one does not keep. */
  | { readonly kind: "extra"; readonly what: string }
  | { readonly kind: "none" };

const extras: Readonly<Record<string, string>> = {
  log: "build logs",
  realisations: "realisations",
  debuginfo: "debug infos",
};

/** @param path - begins with `/` */
export function routeOf(path: string): Route {
  if (path === "/") return { kind: "index" };
  if (path === "/metrics") return { kind: "metrics" };
  const name = path.slice(1);
  const node = /^nar\/(?:tvix|snix)-castore\/([^/]*)$/.exec(name);
  if (node !== null) return { kind: "node", name: node[1]! };
  const file = parseCachePath(name);
  if (file !== null) return file;
  const [, folder = "", rest = ""] = /^([^/]*)\/(.*)$/s.exec(name) ?? [];
  if (folder === "castore" && rest !== "") return { kind: "files", rest };
  if (folder === "castore-objects") return { kind: "objects", rest };
  // So that the bridge's URL itself does where castore objects are looked for.
  if (folder === "blobs" || folder === "chunks" || folder === "dirs") return { kind: "objects", rest: name };
  const what = extras[folder];
  return what === undefined ? { kind: "none" } : { kind: "extra", what };
}

/** The methods that a route answers, besides OPTIONS. */
export function methodsOf(route: Route, canWrite: boolean): readonly string[] {
  const writable =
    route.kind === "narinfo" || route.kind === "nar" || route.kind === "listing" || route.kind === "info";
  return writable && canWrite ? ["GET", "HEAD", "PUT"] : ["GET", "HEAD"];
}
