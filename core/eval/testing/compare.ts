/** Whether a result of ours is what a case asks for. */
import type { ProfileName } from "../profile.ts";
import type { Case, Outcome } from "./cases.ts";
import { kindOfMessage } from "./kinds.ts";
import type { Result } from "./run-case.ts";

const catchableKinds: readonly string[] = ["throw", "assert", "search-path"];
/** Kinds that stand for endless recursion, which Nix calls a stack overflow. */
const recursionKinds: readonly string[] = ["infinite-recursion", "call-depth"];

/** What a case expects of a profile; null for nothing known. */
export function expected(item: Case, profile: ProfileName): Outcome | null {
  if (profile === "2.8") return item.old;
  return item.options.includes("no-2.36") ? null : (item.newest ?? item.old);
}

/** Why a result is wrong; null when it is right. */
export function complaint(item: Case, want: Outcome, got: Result): string | null {
  if (item.options.includes("store") && !got.ok && got.kind === "unsupported") return null;
  if (want.ok) {
    if (!got.ok) return `wanted ${want.out}\ngot ${got.kind}: ${got.message}`;
    if (want.out === got.out || item.options.includes("loose")) return null;
    return `wanted ${want.out}\ngot    ${got.out}`;
  }
  const described = `${want.kind ?? (want.catchable ? "catchable" : "failure")}: ${want.message}`;
  if (got.ok) return `wanted ${described}\ngot ${got.out}`;
  if (item.options.includes("loose")) return null;
  const wrong = `wanted ${described}\ngot ${got.kind}: ${got.message}`;
  if (want.catchable !== catchableKinds.includes(got.kind)) return wrong;
  const kind = want.kind ?? kindOfMessage(want.message ?? "", want.catchable);
  if (kind !== null && kind !== got.kind) {
    if (!(recursionKinds.includes(kind) && recursionKinds.includes(got.kind))) return wrong;
  }
  if (want.catchable && want.message !== null && kind === "throw" && want.message !== got.message)
    return wrong;
  if (want.kind !== null && want.message !== null && want.message !== got.message) return wrong;
  return null;
}
