// Who may import whom: the rooms of the house and the rule between them.
import { posix } from "node:path";

/** What each room may import, besides itself; always through the other room's index.ts. */
const mayImport = {
  "core/nix-compat": [],
  "core/eval": ["core/nix-compat"],
  "core/castore": ["core/nix-compat"],
  "core/store": ["core/castore", "core/nix-compat"],
  "core/build": ["core/store", "core/castore", "core/nix-compat"],
  "core/explore": ["core/store", "core/castore", "core/nix-compat"],
  "core/glue": ["core/nix-compat", "core/eval", "core/castore", "core/store", "core/build"],
  workers: ["core/*"],
  cli: ["core/*"],
  "web/src": ["workers (types)", "core/nix-compat"],
  bench: ["core/*", "cli", "workers", "e2e", "scripts"],
  checks: ["core/*", "cli", "web/src", "workers", "e2e", "scripts"],
  examples: ["core/*"],
  e2e: ["web/src", "workers", "core/*", "scripts"],
  scripts: [],
};

/** Packages that core may use: isomorphic ones only, each chosen on purpose. */
const corePackages = new Set(["@bufbuild/protobuf", "@noble/ed25519", "fzstd", "hash-wasm", "smol-toml"]);

/** Packages a test may use anywhere, besides Node's own modules. */
const testPackages = new Set(["vitest", "fast-check"]);

/** Tests, and what is only for them: these may enter other rooms anywhere. */
const isTest = (file) =>
  /^(checks|bench|e2e)\//.test(file) ||
  /\.(test|testing)\.tsx?$/.test(file) ||
  file.includes("/testing/") ||
  file.endsWith(".config.ts");

/** The room a file is in; undefined for the top level. */
export function roomOf(file) {
  return Object.keys(mayImport).find((room) => file.startsWith(room + "/"));
}

/**
 * What is wrong with one import; undefined when nothing is.
 * @param {string} file importing file, from the repository's root
 * @param {{ specifier: string, typeOnly: boolean }} request
 * @returns {string | undefined}
 */
export function faultOf(file, { specifier, typeOnly }) {
  const room = roomOf(file);
  if (room === undefined) return undefined;
  if (!specifier.startsWith(".")) return packageFault(file, room, specifier);
  const target = posix.normalize(posix.join(posix.dirname(file), specifier.replace(/\?.*$/, "")));
  if (posix.extname(target) === "") return `${specifier} needs its file extension`;
  const other = roomOf(target);
  if (other === room) return undefined;
  if (other === undefined) {
    if (target === "package.json") return undefined;
    return `${specifier} leaves the room for a file of no room`;
  }
  const allowed = mayImport[room];
  const group = other.split("/")[0] + "/*";
  const plain = allowed.includes(other) || allowed.includes(group);
  const asType = allowed.includes(`${other} (types)`) && typeOnly;
  if (!plain && !asType && !(isTest(file) && allowed.includes(`${other} (types)`))) {
    return `${room} may not import ${other}${allowed.includes(`${other} (types)`) ? " but for types" : ""}`;
  }
  if (other.startsWith("scripts")) return undefined;
  if (target !== `${other}/index.ts` && !isTest(file)) return `${other} is entered by its index.ts only`;
  return undefined;
}

function packageFault(file, room, specifier) {
  if (!room.startsWith("core/") || isTest(file)) return undefined;
  const name = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  if (specifier.startsWith("node:"))
    return `core may not import ${specifier}: it must not know where it runs`;
  if (testPackages.has(name)) return `${name} is for tests`;
  return corePackages.has(name) ? undefined : `core may not import the package ${name}`;
}
