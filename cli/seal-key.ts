/** The key of this user's seals, in a file that nobody else can read. */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const keySize = 32;

/** Where it is: in the user's folder for state that no other machine needs; null for users without a home. */
function keyFolder(): string | null {
  const { XDG_STATE_HOME } = process.env;
  if (XDG_STATE_HOME !== undefined && XDG_STATE_HOME !== "") return join(XDG_STATE_HOME, "tvix-playground");
  return existsSync(homedir()) ? join(homedir(), ".local/state/tvix-playground") : null;
}

/**
 * The key; null where there is none, or none that is safe: then nothing is sealed, and everything is hashed.
 * @param make - whether one is made where there is none
 */
export function sealKey(make: boolean): Uint8Array<ArrayBuffer> | null {
  const folder = keyFolder();
  if (folder === null) return null;
  const file = join(folder, "seal-key");
  const known = read(file);
  if (known !== "missing" || !make) return known === "missing" ? null : known;
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(temporary, randomBytes(keySize), { mode: 0o600, flag: "wx" });
    try {
      // Of two processes that do this at once, one wins.
      linkSync(temporary, file);
    } finally {
      unlinkSync(temporary);
    }
  } catch {
    // Another was faster, or nothing can be written there: the next line tells.
  }
  const made = read(file);
  return made === "missing" ? null : made;
}

function read(file: string): Uint8Array<ArrayBuffer> | null | "missing" {
  let opened: number;
  try {
    opened = openSync(file, "r");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "missing" : null;
  }
  try {
    const { uid, mode } = fstatSync(opened);
    // Where there are users: others could make seals.
    if (process.getuid !== undefined && (uid !== process.getuid() || (mode & 0o077) !== 0)) return null;
    const key = new Uint8Array(readFileSync(opened));
    return key.length === keySize ? key : null;
  } catch {
    return null;
  } finally {
    closeSync(opened);
  }
}
