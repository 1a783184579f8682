/** Hashing builtins and `placeholder`. */
import { NixError } from "../errors.ts";
import { readText } from "../files.ts";
import type { Machine } from "../machine.ts";
import {
  formatHash,
  HashError,
  hashText,
  parseAlgorithm,
  parseHash,
  parseHashFormat,
  toBase16,
  toNixBase32,
  type HashAlgorithm,
} from "../../nix-compat/index.ts";
import { textOf } from "../values/value.ts";
import { forceAttrs, forceString, forceStringNoContext } from "./coerce.ts";
import { define, type Definition } from "./define.ts";
import { readablePath } from "./files.ts";

/** Runs a function of nix-compat, turning what it throws into an error of ours. */
function checked<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof HashError) throw new NixError("value", error.message);
    throw error;
  }
}

/** The algorithm of this name. @throws NixError when unknown, or not switched on. */
function algorithmOf(m: Machine, name: string): HashAlgorithm {
  const algorithm = checked(() => parseAlgorithm(name));
  if (algorithm === "blake3" && !m.profile.blake3)
    throw new NixError("value", `unknown hash algorithm '${name}'`);
  if (algorithm === "blake3" && !m.settings.features.has("blake3-hashes")) {
    throw new NixError(
      "unsupported",
      "experimental Nix feature 'blake3-hashes' is disabled; add '--extra-experimental-features blake3-hashes' to enable it",
    );
  }
  return algorithm;
}

export const hashBuiltins: readonly Definition[] = [
  define("hashString", ["type", "s"], function* (m, type, s) {
    const algorithm = algorithmOf(m, yield* forceStringNoContext(m, type));
    return toBase16(hashText(algorithm, textOf(yield* forceString(m, s))));
  }),
  define("hashFile", ["type", "p"], function* (m, type, p) {
    const algorithm = algorithmOf(m, yield* forceStringNoContext(m, type));
    return toBase16(hashText(algorithm, readText(m.io, yield* readablePath(m, p))));
  }),
  define("convertHash", ["args"], function* (m, args) {
    const attrs = yield* forceAttrs(m, args);
    const hashSlot = attrs.get(m.symbols.intern("hash"));
    if (hashSlot === undefined) throw new NixError("missing-attribute", "attribute 'hash' missing");
    const text = yield* forceStringNoContext(m, hashSlot);
    const algorithmSlot = attrs.get(m.symbols.intern("hashAlgo"));
    const known =
      algorithmSlot === undefined ? null : algorithmOf(m, yield* forceStringNoContext(m, algorithmSlot));
    const formatSlot = attrs.get(m.symbols.intern("toHashFormat"));
    if (formatSlot === undefined) throw new NixError("missing-attribute", "attribute 'toHashFormat' missing");
    const formatName = yield* forceStringNoContext(m, formatSlot);
    const format = checked(() => parseHashFormat(formatName));
    if (formatName === "base32") m.host.warn('"base32" is a deprecated alias for hash format "nix32".');
    return checked(() => {
      const hash = parseHash(text, known);
      algorithmOf(m, hash.algorithm);
      return formatHash(hash, format);
    });
  }),
  define("placeholder", ["output"], function* (m, output) {
    const name = yield* forceStringNoContext(m, output);
    return "/" + toNixBase32(hashText("sha256", `nix-output:${name}`));
  }),
];
