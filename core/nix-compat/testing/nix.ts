/** The real Nix in a throw-away store, for tests. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether the real Nix is installed here. */
export const hasNix = spawnSync("nix-store", ["--version"]).status === 0;

/** A folder with a store of its own in it. */
export class NixSandbox {
  readonly folder = mkdtempSync(join(tmpdir(), "tvix-nix-"));

  /** Runs a command of Nix; returns its output as a byte string. @throws Error with what it said when it failed */
  run(command: string, args: readonly string[], input?: Uint8Array): string {
    return this.runBytes(command, args, input).toString("latin1");
  }

  /** The same with bytes as they are. */
  runBytes(command: string, args: readonly string[], input?: Uint8Array): Buffer {
    const env = { ...process.env, NIX_REMOTE: `local?root=${this.folder}/root`, HOME: this.folder };
    const run = spawnSync(command, args, {
      env,
      maxBuffer: 2 ** 30,
      ...(input === undefined ? {} : { input }),
    });
    if (run.status !== 0) throw new Error(`${command} ${args.join(" ")}: ${run.stderr.toString()}`);
    return run.stdout;
  }

  /** Runs `nix` with the new commands switched on. */
  nix(...args: string[]): string {
    return this.run("nix", ["--extra-experimental-features", "nix-command", ...args]);
  }

  /** Where a path of this store is on disk. */
  real(storePath: string): string {
    return `${this.folder}/root${storePath}`;
  }

  remove(): void {
    // Store paths are read-only.
    spawnSync("chmod", ["-R", "u+w", this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
