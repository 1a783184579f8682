/** What mounts must be like. */
import { parseDigest } from "../../core/castore/index.ts";
import type { KeptTree, Mount, WorkspaceMount } from "../store-protocol.ts";
import { StoreProblem } from "./failure.ts";

/** Names that can stand in a search path and in a path. */
const mountName = /^[A-Za-z0-9_][A-Za-z0-9._+-]{0,63}$/;
/** Mounts of one workspace. */
const mostMounts = 256;

/** @throws StoreProblem (`invalid`, `missing`) naming the mount */
export function checkMounts(mounts: readonly Mount[], trees: readonly KeptTree[]): void {
  checkNames(mounts);
  for (const { name, root } of mounts) {
    if (!trees.some((tree) => tree.root === root)) {
      throw new StoreProblem("missing", `the tree ${root} of '${name}' is not kept`);
    }
  }
}

/** Trees of a workspace need not be kept: a link may have named them. @throws StoreProblem (`invalid`) */
export function checkWorkspaceMounts(mounts: readonly WorkspaceMount[]): void {
  checkNames(mounts);
  for (const { name, root, instead } of mounts) {
    if (root === null && instead === null)
      throw new StoreProblem("invalid", `the mount '${name}' has no tree`);
    if (root !== null) parseDigest(root);
  }
}

function checkNames(mounts: readonly { name: string }[]): void {
  if (mounts.length > mostMounts) {
    throw new StoreProblem("invalid", `there are ${mounts.length} mounts; at most ${mostMounts} can be`);
  }
  const names = new Set<string>();
  for (const { name } of mounts) {
    if (!mountName.test(name)) {
      throw new StoreProblem(
        "invalid",
        `'${name}' can't be a mount's name: letters, digits, '.', '_', '+' and '-' can`,
      );
    }
    if (names.has(name)) throw new StoreProblem("invalid", `there are two mounts named '${name}'`);
    names.add(name);
  }
}
