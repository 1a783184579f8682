/** Who may write. */
import { fromBase64, fromBytes, hashBytes, toBytes } from "../../nix-compat/index.ts";
import { Refusal } from "./errors.ts";
import type { Asked } from "./request.ts";

/**
 * Checks the token of a write: as `Bearer`, or as the password of `Basic`, which Nix takes from its netrc file.
 * @param token - null: nothing is asked
 * @throws Refusal (401)
 */
export function checkToken(asked: Asked, token: string | null): void {
  if (token === null) return;
  const given = tokenOf(asked.headers.get("authorization"));
  if (given !== null && sameText(given, token)) return;
  const message =
    given === null
      ? "writing needs the token: as 'Authorization: Bearer TOKEN', or as the password of Basic (Nix: in its netrc-file)"
      : "this is not the token that writing needs";
  throw new Refusal(401, message, {
    "www-authenticate": 'Basic realm="nar-bridge", charset="UTF-8", Bearer',
  });
}

function tokenOf(header: string | null): string | null {
  const [, scheme = "", value = ""] = /^(Bearer|Basic) +(\S+) *$/i.exec(header ?? "") ?? [];
  if (scheme.toLowerCase() !== "basic") return value === "" ? null : value;
  if (!/^[A-Za-z0-9+/]+=*$/.test(value)) return null;
  const pair = fromBytes(fromBase64(value));
  const colon = pair.indexOf(":");
  return colon < 0 ? null : pair.slice(colon + 1);
}

const encoder = new TextEncoder();

/** Compares in a time that tells nothing about how far they agree: by digests. */
function sameText(given: string, token: string): boolean {
  // What came in a header is a byte string already.
  const is = hashBytes("sha256", toBytes(given));
  const wanted = hashBytes("sha256", encoder.encode(token));
  let difference = 0;
  for (let i = 0; i < wanted.length; i++) difference |= is[i]! ^ wanted[i]!;
  return difference === 0;
}

/**
 * Refuses writes that a page of another site makes its browser send.
 * @throws Refusal (403)
 */
export function checkOrigin(asked: Asked, url: string): void {
  const origin = asked.headers.get("origin");
  if (origin === null || url.startsWith(`${origin}/`)) return;
  throw new Refusal(403, `pages of ${origin.slice(0, 200)} must not write here`);
}
