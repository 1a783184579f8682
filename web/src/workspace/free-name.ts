import type { WorkspaceInfo } from "./api.ts";

/** The wished name, or that with the first number nobody has. */
export function freeName(wished: string, infos: readonly WorkspaceInfo[]): string {
  const taken = new Set(infos.map((it) => it.name));
  for (let count = 1; ; count++) {
    const name = count === 1 ? wished : `${wished} ${count}`;
    if (!taken.has(name)) return name;
  }
}
