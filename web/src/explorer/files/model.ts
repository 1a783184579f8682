/** The tree of files: which directories are open, which row is active, what is loaded. */
import { createSignal, type Accessor } from "solid-js";
import type { EntryView, StoreFailure } from "../../../../workers/index.ts";
import type { ExplorerClient } from "../../run/explorer-client.ts";
import { componentsOf } from "../byte-strings.ts";
import { Branch, numberOf, pageSize, rowsOf, type Row } from "./branch.ts";

/** Directories that are opened at once by one key. */
const mostOpened = 2000;

export interface Active {
  branch: Branch;
  position: number;
}

export class FileTreeModel {
  readonly root: Branch;
  /** Changes with everything that rows show. */
  readonly version: Accessor<number>;
  private readonly touch: () => void;
  readonly active: Accessor<Active>;
  private readonly setActiveSignal: (active: Active) => void;
  /** Why something could not be loaded; the last of it. */
  readonly failure: Accessor<StoreFailure | null>;
  private readonly setFailure: (failure: StoreFailure | null) => void;
  private readonly loading = new Map<Branch, Map<number, Promise<boolean>>>();
  private touching = false;

  constructor(
    private readonly client: Pick<ExplorerClient, "children">,
    node: string,
  ) {
    this.root = new Branch(node, "", null, 0, 1);
    const [version, setVersion] = createSignal(0);
    this.version = version;
    this.touch = () => {
      // Many pages may come in one go: the rows are made once.
      if (this.touching) return;
      this.touching = true;
      queueMicrotask(() => {
        this.touching = false;
        setVersion((count) => count + 1);
      });
    };
    const [active, setActive] = createSignal<Active>({ branch: this.root, position: 0 });
    this.active = active;
    this.setActiveSignal = setActive;
    const [failure, setFailure] = createSignal<StoreFailure | null>(null);
    this.failure = failure;
    this.setFailure = setFailure;
  }

  get count(): number {
    return this.root.rows;
  }

  rows(from: number, to: number): Row[] {
    return rowsOf(this.root, from, to);
  }

  row(number: number): Row | null {
    return this.rows(number, number + 1)[0] ?? null;
  }

  activeRow(): Row | null {
    const { branch, position } = this.active();
    const number = numberOf(branch, position);
    return number < 0 ? null : this.row(number);
  }

  setActive(branch: Branch, position: number): void {
    this.setActiveSignal({ branch, position });
  }

  /** Loads what is missing of the rows `from` … `to`. */
  show(from: number, to: number): void {
    for (const { branch, position, entry } of this.rows(from, to)) {
      if (entry === null) void this.load(branch, Math.floor(position / pageSize));
    }
  }

  /** Loads a page of a directory; whether it is there. */
  load(branch: Branch, page: number): Promise<boolean> {
    if (branch.hasPage(page)) return Promise.resolve(true);
    let pages = this.loading.get(branch);
    if (pages === undefined) this.loading.set(branch, (pages = new Map()));
    const known = pages.get(page);
    if (known !== undefined) return known;
    const asked = (async () => {
      const answer = await this.client.children(branch.node, page * pageSize, pageSize);
      pages.delete(page);
      if (answer.type === "ok") {
        branch.take(page, answer.value);
        this.setFailure(null);
        this.touch();
      } else if (answer.type === "failed") this.setFailure(answer.failure);
      return answer.type === "ok";
    })();
    pages.set(page, asked);
    return asked;
  }

  /** An entry, loaded where it is not there yet; null where it can't be. */
  async entryAt(branch: Branch, position: number): Promise<EntryView | null> {
    await this.load(branch, Math.floor(position / pageSize));
    return branch.entry(position);
  }

  /** Loads the entries of the root. */
  begin(): Promise<boolean> {
    return this.load(this.root, 0);
  }

  /** Opens a directory; null where it is none, or can't be loaded. */
  async open(branch: Branch, position: number): Promise<Branch | null> {
    const known = branch.branchAt(position);
    if (known !== null) return known;
    const entry = branch.entry(position);
    if (entry === null || entry.kind !== "directory") return null;
    const opened = new Branch(entry.node, branch.rawOf(entry), branch, position, branch.level + 1);
    if (!(await this.load(opened, 0))) return null;
    const meanwhile = branch.branchAt(position);
    if (meanwhile !== null) return meanwhile;
    branch.add(opened);
    this.touch();
    return opened;
  }

  close(branch: Branch): void {
    if (branch.parent === null) return;
    branch.parent.remove(branch);
    // Who was in it is at it now.
    for (let at: Branch | null = this.active().branch; at !== null; at = at.parent) {
      if (at === branch) this.setActive(branch.parent, branch.position);
    }
    this.touch();
  }

  /** Opens the directories beside a row. */
  async openBeside(branch: Branch): Promise<void> {
    const positions: number[] = [];
    for (let position = 0; position < (branch.total ?? 0) && positions.length < mostOpened; position++) {
      if (branch.entry(position)?.kind === "directory") positions.push(position);
    }
    const step = 16;
    for (let at = 0; at < positions.length; at += step) {
      await Promise.all(positions.slice(at, at + step).map((position) => this.open(branch, position)));
    }
  }

  /** Opens the way to a path. Null where there is no such entry. @param raw - byte string */
  async find(raw: string): Promise<{ branch: Branch; position: number; entry: EntryView } | null> {
    let branch = this.root;
    const names = componentsOf(raw);
    for (const [i, name] of names.entries()) {
      if (branch.total === null && !(await this.load(branch, 0))) return null;
      const position = await this.positionOf(branch, name);
      const entry = branch.entry(position);
      if (entry === null || entry.raw !== name) return null;
      if (i === names.length - 1) return { branch, position, entry };
      const inner = await this.open(branch, position);
      if (inner === null) return null;
      branch = inner;
    }
    return null;
  }

  /** The first entry of a directory whose name is not before another, in castore's order. @param name - byte string */
  async positionOf(branch: Branch, name: string): Promise<number> {
    const total = branch.total ?? 0;
    let low = 0;
    let high = total;
    while (low < high) {
      const middle = (low + high) >> 1;
      const page = Math.floor(middle / pageSize);
      if (!(await this.load(branch, page))) return total;
      const entry = branch.entry(middle);
      if (entry === null) return total;
      if (entry.raw < name) low = middle + 1;
      else high = middle;
    }
    // Its neighbour may be on the next page.
    if (low < total) await this.load(branch, Math.floor(low / pageSize));
    return low;
  }

  /**
   * The next entry whose name begins with some letters, from the active one on: first among those that are loaded,
   * whichever case, then in the whole directory.
   * @param stay - whether the active one itself counts
   */
  async findByPrefix(prefix: string, stay: boolean): Promise<Active | null> {
    const { branch, position } = this.active();
    const total = branch.total ?? 0;
    const wanted = prefix.toLowerCase();
    const around = Math.min(total, 4 * pageSize);
    for (let i = stay ? 0 : 1; i <= around; i++) {
      const at = (position + i) % Math.max(1, total);
      if (branch.entry(at)?.name.toLowerCase().startsWith(wanted) === true) return { branch, position: at };
    }
    for (const spelling of [prefix, prefix.charAt(0).toUpperCase() + prefix.slice(1)]) {
      const at = await this.positionOf(branch, spelling);
      if (branch.entry(at)?.raw.startsWith(spelling) === true) return { branch, position: at };
    }
    return null;
  }
}
