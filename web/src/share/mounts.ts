/**
 * Trees that travel with a workspace: their names and digests, never their content.
 *
 *   "mounts": [{ "name": "nixpkgs", "root": "blake3-…", "url": "https://…" }]
 *
 * A digest says which tree is meant, whoever has it. The URL is where it may be had; it is never fetched by itself.
 */
import type { Mount } from "../../../workers/index.ts";
import type { FileContent } from "../workspace/types.ts";
import { LinkError } from "./errors.ts";
import type { SharedMount } from "./types.ts";

/** Mounts one link may carry. */
const maxMounts = 64;
/** Characters of a URL. */
const maxUrl = 2000;
/** As the store takes names. */
const mountName = /^[A-Za-z0-9_][A-Za-z0-9._+-]{0,63}$/;
/** 32 bytes in base 64; two bits of the last character are none of theirs. */
const rootDigest = /^blake3-[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

/**
 * The mounts of a JSON value; none where it has none.
 * @throws LinkError when they are no mounts
 */
export function readMounts(value: unknown, carrier: string): SharedMount[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new LinkError(`This ${carrier} carries mounts that can't be read.`);
  if (value.length > maxMounts) {
    throw new LinkError(
      `This ${carrier} carries ${value.length} mounts; at most ${maxMounts} can be opened.`,
    );
  }
  const mounts = value.map((it: unknown) => readMount(it, carrier));
  const names = new Set(mounts.map(({ name }) => name));
  if (names.size < mounts.length) {
    throw new LinkError(`This ${carrier} carries two mounts of the same name.`);
  }
  return mounts;
}

function readMount(value: unknown, carrier: string): SharedMount {
  const field = (key: string): unknown =>
    typeof value === "object" && value !== null && Object.hasOwn(value, key)
      ? Reflect.get(value, key)
      : undefined;
  const [name, root, url] = [field("name"), field("root"), field("url")];
  if (typeof name !== "string" || !mountName.test(name)) {
    throw new LinkError(`This ${carrier} carries a mount whose name can't be one.`);
  }
  if (typeof root !== "string" || !rootDigest.test(root)) {
    throw new LinkError(`This ${carrier} carries a mount <${name}> without a digest that can be one.`);
  }
  if (url === undefined) return { name, root };
  if (typeof url !== "string" || !isFetchable(url)) {
    throw new LinkError(`This ${carrier} carries a mount <${name}> with an address that can't be fetched.`);
  }
  return { name, root, url };
}

/** Whether it is an address of the web, and tells no secret. */
function isFetchable(url: string): boolean {
  if (url.length > maxUrl || !URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return (protocol === "https:" || protocol === "http:") && username === "" && password === "";
}

/** The mounts that a workspace's files may look up. */
export function mountsUsed(
  mounts: readonly Mount[],
  files: Readonly<Record<string, FileContent>>,
): SharedMount[] {
  const texts = Object.values(files).filter((content) => typeof content === "string");
  // Whoever asks for the search path itself may find any of them.
  const all = texts.some((text) => /nixPath|findFile/.test(text));
  const isUsed = (name: string): boolean =>
    all || texts.some((text) => text.includes(`<${name}>`) || text.includes(`<${name}/`));
  return mounts
    .filter(({ name }) => isUsed(name))
    .map(({ name, root, source, url }) => {
      const from = url ?? source;
      // An archive's address may have a secret in its query.
      return isFetchable(from) && !from.includes("?") ? { name, root, url: from } : { name, root };
    });
}
