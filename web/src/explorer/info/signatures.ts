/** Signatures of narinfos, checked one by one against chosen keys. */
import {
  isSignedBy,
  narInfoFingerprint,
  parsePublicKey,
  SigningKeyError,
  toBytes,
  type NarInfo,
  type PublicKey,
  type Signature,
} from "../../../../core/nix-compat/index.ts";

export type SignatureResult = "good" | "bad" | "unknown";

export interface CheckedSignature {
  /** The name of the key that it claims. */
  key: string;
  result: SignatureResult;
  /** A sentence. */
  words: string;
}

/** Checks each signature of a narinfo. */
export function checkSignatures(info: NarInfo, keys: readonly PublicKey[]): CheckedSignature[] {
  const message = toBytes(narInfoFingerprint(info));
  return info.signatures.map((signature) => check(signature, keys, message));
}

function check(signature: Signature, keys: readonly PublicKey[], message: Uint8Array): CheckedSignature {
  const { name } = signature;
  const named = keys.filter((key) => key.name === name);
  if (named.length === 0) {
    return { key: name, result: "unknown", words: `Not checked: no chosen key is called ${name}.` };
  }
  if (named.some((key) => isSignedBy(key, signature, message))) {
    return { key: name, result: "good", words: `Good: ${name} signed this path, hash, size and references.` };
  }
  return {
    key: name,
    result: "bad",
    words: `Wrong: the key called ${name} did not sign this. Something was changed, or the key is another one.`,
  };
}

/** What all signatures together mean to a Nix that trusts the chosen keys. */
export function verdictWords(checked: readonly CheckedSignature[], ca: string | null): string {
  if (checked.some(({ result }) => result === "good"))
    return "Nix would take it: one good signature is enough.";
  if (ca !== null) return "Nix needs no signature: the path follows from the content.";
  if (checked.length === 0)
    return "There is no signature: Nix takes it only where signatures are not asked for.";
  return "Nix would refuse it where signatures are asked for: none is good by the chosen keys.";
}

/** The key of cache.nixos.org, which Nix trusts unless told otherwise. */
export const nixosKey = "cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=";

/** Keys that can be read, and what is wrong with the others. */
export function readKeys(texts: readonly string[]): { keys: PublicKey[]; faults: string[] } {
  const keys: PublicKey[] = [];
  const faults: string[] = [];
  for (const text of new Set(texts.map((it) => it.trim()).filter((it) => it !== ""))) {
    try {
      keys.push(parsePublicKey(text));
    } catch (error) {
      if (!(error instanceof SigningKeyError)) throw error;
      faults.push(error.message);
    }
  }
  return { keys, faults };
}
