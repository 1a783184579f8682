/** Content addresses explained: what was hashed, and whether the store path follows from it. */
import {
  formatHash,
  HashError,
  makeFixedOutputPath,
  makeStorePath,
  parseContentAddress,
  parseStorePathBase,
  StorePathError,
  type NarInfoContentAddress,
} from "../../../../core/nix-compat/index.ts";

export interface ExplainedAddress {
  /** What was hashed, a sentence. */
  what: string;
  /** The path that follows from it; null where it can't be computed. */
  path: string | null;
  matches: boolean;
  /** The outcome, a sentence. */
  words: string;
}

const methods: Record<NarInfoContentAddress["method"], string> = {
  text: "a text, as derivations and builtins.toFile make: the hash is of the file's bytes, and its references count",
  flat: "a plain file: the hash is of its bytes",
  nar: "a tree: the hash is of its NAR",
};

/**
 * Explains the content address of a store path and computes the path again (Nix manual, "Store Path Specification").
 * @param path - absolute
 * @param references - absolute
 * @param narSha256 - of the NAR, hex; compared where that is what the address is of
 */
export function explainAddress(
  ca: string,
  path: string,
  references: readonly string[],
  narSha256: string,
): ExplainedAddress {
  try {
    const address = parseContentAddress(ca);
    const computed = pathOf(address, path, references);
    const matches = computed === path;
    const of = `${methods[address.method]} (${address.algorithm})`;
    const nar = address.method === "nar" && address.algorithm === "sha256";
    if (nar && formatHash(address, "base16") !== narSha256) {
      const words = "The address names another hash than the NAR has: one of them is wrong.";
      return { what: `Addressed by ${of}.`, path: computed, matches: false, words };
    }
    const words = matches
      ? "Computed again from the hash, the name and the references, the path is the same."
      : "Computed again from the hash, the name and the references, the path is another one.";
    return { what: `Addressed by ${of}.`, path: computed, matches, words };
  } catch (error) {
    if (!(error instanceof HashError) && !(error instanceof StorePathError)) throw error;
    return { what: "It can't be read.", path: null, matches: false, words: error.message };
  }
}

function pathOf(address: NarInfoContentAddress, path: string, references: readonly string[]): string {
  const slash = path.lastIndexOf("/");
  const storeDir = path.slice(0, slash);
  const { name } = parseStorePathBase(path.slice(slash + 1));
  const others = references.filter((reference) => reference !== path).sort();
  if (address.method === "text") {
    return makeStorePath(["text", ...others].join(":"), formatHash(address, "base16"), name, storeDir);
  }
  const { algorithm, digest, method } = address;
  const content = { recursive: method === "nar", algorithm, digest };
  return makeFixedOutputPath(name, content, { others, self: others.length < references.length }, storeDir);
}
