import { describe, expect, it } from "vitest";
import type { EntryView, StoreAnswer, Subject } from "../../../../workers/index.ts";
import type { ExplorerUi } from "../types.ts";
import { findLibrary } from "./libraries.ts";

const glibc = "/nix/store/10s5j3mfdg22k1597x580qrhprnzcjwb-glibc-2.33";
const zlib = "/nix/store/20s5j3mfdg22k1597x580qrhprnzcjwb-zlib-1.2";

/** Store paths that are here, with their files; "own" is the tree itself. */
function uiOf(here: Record<string, readonly string[]>): Pick<ExplorerUi, "client"> {
  const missing: StoreAnswer<EntryView> = { type: "failed", failure: { kind: "missing", message: "no" } };
  const found = (node: string): StoreAnswer<EntryView> => ({ type: "ok", value: { node } as EntryView });
  const client = {
    root: (subject: Subject) =>
      Promise.resolve(
        subject.type === "path" && Object.hasOwn(here, subject.path) ? found(subject.path) : missing,
      ),
    at: (node: string, raw: string) =>
      Promise.resolve(here[node]?.includes(raw) === true ? found(raw) : missing),
  };
  return { client: client as unknown as ExplorerUi["client"] };
}

const look = (here: Record<string, readonly string[]>, searched: string[], name = "libc.so.6") =>
  findLibrary(uiOf(here), { name, searched, raw: "bin/hello", root: "own" });

describe("needed libraries", () => {
  it("are found where the loader looks, in its order", async () => {
    const here = { own: ["lib/libc.so.6"], [glibc]: ["lib/libc.so.6"] };
    expect(await look(here, ["$ORIGIN/../lib", `${glibc}/lib`])).toEqual({
      type: "here",
      raw: "lib/libc.so.6",
    });
    expect(await look(here, [`${glibc}/lib/`, "$ORIGIN/../lib"])).toEqual({
      type: "stored",
      path: glibc,
      raw: "lib/libc.so.6",
    });
    expect(await look(here, ["${ORIGIN}/../../..", "/usr/lib"])).toBeNull();
  });

  it("may be in the one store path that is not here", async () => {
    expect(await look({ [glibc]: [] }, [`${glibc}/lib`, `${zlib}/lib`])).toEqual({
      type: "missing",
      path: zlib,
    });
    expect(await look({}, [`${glibc}/lib`, `${zlib}/lib`])).toBeNull();
  });
});
