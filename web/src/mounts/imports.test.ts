import { describe, expect, test } from "vitest";
import type {
  ImportState,
  KeptTree,
  Mount,
  StoreAnswer,
  StoreState,
  WorkspaceMount,
} from "../../../workers/index.ts";
import { createImports, type Imports } from "./imports.ts";
import { follow, resolveMounts } from "./resolve.ts";
import type { PageStore, Wanted } from "./types.ts";

const tree = (name: string): KeptTree => ({
  root: `blake3-${name}`,
  source: name,
  url: null,
  added: 0,
  files: 1,
  bytes: 1,
  warnings: [],
});
const progress: ImportState = {
  phase: "reading",
  read: 1,
  total: 2,
  files: 1,
  bytes: 1,
  newFiles: 1,
  newBytes: 77,
  elapsed: 1,
};

interface Begun {
  name: string;
  report: (state: ImportState) => void;
  end: (answer: StoreAnswer<KeptTree>) => void;
}

/** A store whose imports end when a test says so. */
class FakeStore {
  readonly begun: Begun[] = [];
  mounts: Mount[] = [];
  own: WorkspaceMount[] = [];
  trees: KeptTree[] = [];
  refuse = false;
  readonly store = {
    state: (): StoreState => ({
      trees: [],
      mounts: this.mounts,
      workspaces: [],
      unfinished: [],
      persisted: false,
      historyVersion: 0,
    }),
    import: (source: { name: string }, report: Begun["report"]) => {
      let end!: Begun["end"];
      const answer = new Promise<StoreAnswer<KeptTree>>((resolve) => (end = resolve));
      this.begun.push({ name: source.name, report, end });
      return { answer, cancel: () => end({ type: "cancelled" }) };
    },
    setMounts: (mounts: Mount[]) => {
      if (this.refuse) {
        return Promise.resolve({ type: "failed", failure: { kind: "busy", message: "not now" } });
      }
      this.mounts = mounts;
      return Promise.resolve({ type: "ok", value: null });
    },
  } as unknown as PageStore;

  last(): Begun {
    return this.begun.at(-1)!;
  }
}

const wanted = (name: string): Wanted => ({
  label: name,
  kind: "archive",
  source: () => ({ type: "archive", file: new Blob(), name }),
});
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe("imports", () => {
  const begin = (): { fake: FakeStore; imports: Imports; spoken: string[] } => {
    const fake = new FakeStore();
    const spoken: string[] = [];
    return {
      fake,
      spoken,
      imports: createImports({
        store: fake.store,
        speak: (text) => void spoken.push(text),
        here: () => resolveMounts(fake.mounts, fake.own, fake.trees),
        setMounts: (own, all) => {
          fake.own = [...own];
          return fake.store.setMounts([...(all ?? fake.mounts)]);
        },
      }),
    };
  };
  const finish = async (fake: FakeStore, answer: StoreAnswer<KeptTree>): Promise<void> => {
    fake.last().end(answer);
    await settle();
  };

  test("are made one after the other, and mounted under a name of their own", async () => {
    const { fake, imports, spoken } = begin();
    imports.start(wanted("nixpkgs.tar.gz"));
    imports.start(wanted("nixpkgs-new.tar.gz"));
    await settle();
    expect(fake.begun.map(({ name }) => name)).toEqual(["nixpkgs.tar.gz"]);
    expect(imports.jobs[1]?.status).toEqual({ type: "waiting" });
    fake.last().report(progress);
    expect(imports.jobs[0]?.status).toMatchObject({ type: "running", state: progress });
    await finish(fake, { type: "ok", value: tree("a") });
    expect(imports.jobs[0]?.status).toMatchObject({
      type: "done",
      newBytes: 77,
      mounted: { name: "nixpkgs", how: "new" },
    });
    expect(spoken).toEqual(["nixpkgs.tar.gz imported, mounted as <nixpkgs>"]);
    await finish(fake, { type: "ok", value: tree("b") });
    expect(imports.jobs[1]?.status).toMatchObject({
      mounted: { name: "nixpkgs-2", how: "other", wished: "nixpkgs" },
    });
    expect(fake.mounts.map(({ name }) => name)).toEqual(["nixpkgs", "nixpkgs-2"]);
    await imports.takePlace(imports.jobs[1]!.id);
    expect(fake.mounts).toEqual([{ name: "nixpkgs", root: "blake3-b", source: "b", url: null }]);
  });

  test("a tree that is mounted already gets no second name", async () => {
    const { fake, imports } = begin();
    fake.mounts = [{ name: "x", root: "blake3-a", source: "a", url: null }];
    imports.start(wanted("nixpkgs.tar.gz"));
    await settle();
    await finish(fake, { type: "ok", value: tree("a") });
    expect(imports.jobs[0]?.status).toMatchObject({ mounted: { name: "x", how: "same" } });
    expect(fake.mounts).toHaveLength(1);
  });

  test("a tree that this workspace wanted gets no other name", async () => {
    const { fake, imports } = begin();
    fake.own = [{ ...follow("lib"), root: "blake3-a" }];
    imports.start(wanted("nixpkgs.tar.gz"));
    await settle();
    fake.trees = [tree("a")];
    await finish(fake, { type: "ok", value: tree("a") });
    expect(imports.jobs[0]?.status).toMatchObject({ mounted: { name: "lib", how: "wanted" } });
    expect(fake.mounts).toEqual([]);
    // Another tree fills the gap that a missing one leaves.
    fake.own = [{ ...follow("nixpkgs"), root: "blake3-else" }];
    imports.start(wanted("nixpkgs-new.tar.gz"));
    await settle();
    await finish(fake, { type: "ok", value: tree("b") });
    expect(fake.mounts.map(({ name }) => name)).toEqual(["nixpkgs"]);
  });

  test("taking the place of a mount takes it in this workspace, too", async () => {
    const { fake, imports } = begin();
    fake.mounts = [{ name: "nixpkgs", root: "blake3-a", source: "a", url: null }];
    fake.own = [{ ...follow("nixpkgs"), root: "blake3-c" }];
    fake.trees = ["a", "b", "c"].map(tree);
    imports.start(wanted("nixpkgs.tar.gz"));
    await settle();
    await finish(fake, { type: "ok", value: tree("b") });
    expect(fake.mounts.map(({ name }) => name)).toEqual(["nixpkgs", "nixpkgs-2"]);
    await imports.takePlace(imports.jobs[0]!.id);
    expect(fake.mounts).toMatchObject([{ name: "nixpkgs", root: "blake3-b" }]);
    expect(fake.own).toEqual([]);
  });

  test("a tree that can't be mounted is kept, and why is told", async () => {
    const { fake, imports } = begin();
    fake.refuse = true;
    imports.start(wanted("a.tar"));
    await settle();
    await finish(fake, { type: "ok", value: tree("a") });
    expect(imports.jobs[0]?.status).toMatchObject({ type: "done", mounted: null, problem: "Not now." });
  });

  test("are cancelled while they run or wait, and repeated", async () => {
    const { fake, imports } = begin();
    imports.start(wanted("a.tar"));
    imports.start(wanted("b.tar"));
    await settle();
    const [a, b] = [imports.jobs[0]!.id, imports.jobs[1]!.id];
    imports.cancel(b);
    imports.cancel(a);
    await settle();
    expect(imports.jobs.map(({ status }) => status)).toEqual([
      { type: "cancelled", began: true },
      { type: "cancelled", began: false },
    ]);
    expect(fake.begun).toHaveLength(1);
    imports.repeat(b);
    await settle();
    expect(fake.begun.map(({ name }) => name)).toEqual(["a.tar", "b.tar"]);
    await finish(fake, { type: "ok", value: tree("b") });
    imports.dismiss(a);
    expect(imports.jobs.map(({ label, status }) => [label, status.type])).toEqual([["b.tar", "done"]]);
  });

  test("one that is cancelled and repeated while it waits is made once", async () => {
    const { fake, imports } = begin();
    imports.start(wanted("a.tar"));
    imports.start(wanted("b.tar"));
    await settle();
    imports.cancel(imports.jobs[1]!.id);
    imports.repeat(imports.jobs[1]!.id);
    await finish(fake, { type: "ok", value: tree("a") });
    await finish(fake, { type: "ok", value: tree("b") });
    await settle();
    expect(fake.begun.map(({ name }) => name)).toEqual(["a.tar", "b.tar"]);
  });

  test("a folder that can't be read fails, and the next import goes on", async () => {
    const { fake, imports } = begin();
    imports.start({ label: "f", kind: "folder", source: () => Promise.reject(new Error("gone")) });
    imports.start(wanted("b.tar"));
    await settle();
    expect(imports.jobs[0]?.status).toMatchObject({ type: "failed", failure: { message: "gone" } });
    expect(fake.begun).toHaveLength(1);
  });
});
