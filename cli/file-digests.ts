/**
 * Digests of files that were read before, on disk for the next run, so that a file that has not changed need not be
 * read again: one file in the user's cache directory, read when an evaluation looks at more than a few files and
 * written when it has met enough new ones.
 *
 * A file counts as unchanged when its place (device, inode), mode, size and both times are those it was read with.
 * That is sure only where changing a file always changes one of them:
 *
 * - The time of change, which programs can't set, has to be clearly before the run that read the file began. A file
 *   that was changed a moment ago could be changed again within the same tick of the clock (git's "racily clean").
 *   What a program goes on writing through a mapping (`mmap`) is not seen, as little as by git or make.
 * - The file system has to keep that time, itself and finely: images and archives that are mounted have made-up ones,
 *   and what another machine serves may be seen late.
 */
import { type Dirent, readdirSync, type Stats, statfsSync } from "node:fs";
import { join } from "node:path";
import { nodePath } from "./byte-io.ts";
import { cacheHome } from "./cache-directory.ts";
import { replaceFile } from "./cache-file.ts";
import { type DigestRecord, DigestTable, type Fact, tableFile } from "./digest-table.ts";

/** When the table is worth while. */
interface Worth {
  /** Bytes of files that a run looks at before it looks at the table: for a few, reading them is faster. */
  reading: number;
  /** New digests from which on a run writes them. */
  writing: number;
}

/** Records the table may have, 1 MB; those not used in the run are dropped first. */
const most = 12_000;

/** Milliseconds that a file's times have to be before the start of the run. */
const margin = 2000;

/** Linux' file systems on disks and in memory, by the number `statfs` tells: ext, XFS, Btrfs, tmpfs, F2FS, ZFS, bcachefs, overlay. */
const trusted = new Set([
  0xef53, 0x58465342, 0x9123683e, 0x01021994, 0xf2f52010, 0x2fc12fc1, 0xca451a4e, 0x794c7630,
]);

/** Whether a file system keeps the times of change itself. */
function keepsTimes(path: string): boolean {
  if (process.platform !== "linux") return false;
  try {
    return trusted.has(statfsSync(nodePath(path)).type);
  } catch {
    return false;
  }
}

/** The entries of a directory; null when it can't be read. */
function readdir(path: string): Dirent[] | null {
  try {
    return readdirSync(nodePath(path), { withFileTypes: true });
  } catch {
    return null;
  }
}

/** Whether a time is as a clock tells it, not a whole second. */
const isFine = (ms: number): boolean => ms % 1000 !== 0;

/** Digests of this user's files. */
export class FileDigests {
  private table: DigestTable | null | undefined;
  /** Numbers of the records that were found. */
  private readonly used = new Set<number>();
  private readonly noted: DigestRecord[] = [];
  /** Directories of which it is not known whether they have links, and what they were. */
  private readonly unread: { path: string; stats: Stats }[] = [];
  /** Whether the file system of a device can be relied on. */
  private readonly devices = new Map<number, boolean>();
  private met = 0;
  private readonly path: string;

  /**
   * @param started - when this run began, in milliseconds since 1970
   * @param isTrusted - whether the file system at a path keeps the times of change itself
   */
  constructor(
    directory: string,
    private readonly started: number = Date.now(),
    private readonly isTrusted: (path: string) => boolean = keepsTimes,
    private readonly worth: Worth = { reading: 64_000, writing: 50 },
  ) {
    this.path = join(directory, "digests.bin");
  }

  /** The digest of a regular file in this state; null when none is known. */
  find(stats: Stats, of: Fact): Uint8Array | null {
    this.met += stats.size;
    if (this.met < this.worth.reading) return null;
    if (this.table === undefined) this.table = DigestTable.open(this.path);
    if (this.table === null) return null;
    const number = this.table.find(stats, of);
    if (number < 0) return null;
    this.used.add(number);
    return this.table.digest(number, of);
  }

  /**
   * Offers the digest of a regular file that was read.
   * @param stats - what it was before that
   */
  note(path: string, stats: Stats, of: Fact, digest: Uint8Array): void {
    const { dev, ino, mode, size, mtimeMs, ctimeMs } = stats;
    if (Math.max(mtimeMs, ctimeMs) + margin >= this.started || !isFine(ctimeMs)) return;
    let trusts = this.devices.get(dev);
    if (trusts === undefined) this.devices.set(dev, (trusts = this.isTrusted(path)));
    if (trusts) this.noted.push({ stats: { dev, ino, mode, size, mtimeMs, ctimeMs }, of, digest });
  }

  /** Whether it is known of a directory in this state that none of its entries is a symbolic link. */
  hasNoLinks(path: string, stats: Stats): boolean {
    const known = this.find(stats, "no links") !== null;
    if (!known) this.unread.push({ path, stats });
    return known;
  }

  /** Notes which directories have no links, for the next run. */
  private readUnread(): void {
    for (const { path, stats } of this.unread) {
      const noted = readdir(path)?.some((entry) => entry.isSymbolicLink());
      if (noted === false) this.note(path, stats, "no links", new Uint8Array(0));
    }
  }

  /** Writes what was noted, if it is enough. Nothing happens where that is not possible. */
  write(): void {
    if (this.noted.length < this.worth.writing) return;
    this.readUnread();
    const records = new Map<string, DigestRecord>();
    const add = (record: DigestRecord): void => {
      const key = `${record.of} ${record.stats.dev} ${record.stats.ino}`;
      if (records.size < most && !records.has(key)) records.set(key, record);
    };
    this.noted.forEach(add);
    for (const number of this.used) add(this.table!.record(number));
    // Another run may have written meanwhile.
    const others = DigestTable.open(this.path);
    for (let i = 0; others !== null && i < others.count; i++) add(others.record(i));
    replaceFile(this.path, tableFile([...records.values()]));
  }
}

let digests: FileDigests | null | undefined;

/** The digests of this user's files, the same for the whole run; null where there is no place for them or they are turned off. */
export function userDigests(): FileDigests | null {
  if (digests !== undefined) return digests;
  const directory = cacheHome(process.env);
  const made = directory === null ? null : new FileDigests(directory);
  if (made !== null) process.once("exit", () => made.write());
  return (digests = made);
}
