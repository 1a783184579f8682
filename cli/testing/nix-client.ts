/** Real Nix with a store and settings of its own, as a client of binary caches. */
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What is compared of a path. */
export interface NixPathInfo {
  readonly narHash: string;
  readonly narSize: number;
  readonly references: readonly string[];
}

export interface NixRun {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Settings of nix.conf. */
export type NixSettings = Readonly<Record<string, string>>;

export class NixClient {
  readonly folder = mkdtempSync(join(tmpdir(), "tvix-nix-client-"));

  constructor() {
    mkdirSync(join(this.folder, "conf"));
    this.configure({});
  }

  /** The store as other commands name it. */
  get storeUrl(): string {
    return `local?root=${this.folder}/root`;
  }

  /** Replaces the settings. Nothing that another run learnt of caches is remembered. */
  configure(settings: NixSettings): void {
    const all: NixSettings = {
      "experimental-features": "nix-command",
      substituters: "",
      "trusted-public-keys": "",
      "require-sigs": "true",
      sandbox: "false",
      "narinfo-cache-positive-ttl": "0",
      "narinfo-cache-negative-ttl": "0",
      ...settings,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}\n`);
    writeFileSync(join(this.folder, "conf/nix.conf"), lines.join(""));
  }

  /** Runs a command to its end. @param input - a file for its standard input */
  attempt(command: string, args: readonly string[], input?: string): Promise<NixRun> {
    const stdin = input === undefined ? null : openSync(input, "r");
    return new Promise((resolve, reject) => {
      const child = spawn(command, args, {
        stdio: [stdin ?? "ignore", "pipe", "pipe"],
        env: {
          PATH: process.env["PATH"] ?? "",
          NIX_REMOTE: this.storeUrl,
          NIX_CONF_DIR: join(this.folder, "conf"),
          HOME: this.folder,
        },
      });
      if (stdin !== null) closeSync(stdin);
      let out = "";
      let err = "";
      child.stdout!.on("data", (chunk: Buffer) => void (out += chunk.toString("latin1")));
      child.stderr!.on("data", (chunk: Buffer) => void (err += chunk.toString("latin1")));
      child.once("error", reject);
      child.once("close", (code) => resolve({ code, out, err }));
    });
  }

  /** The same; what it prints. @throws Error with what it said when it failed */
  async run(command: string, args: readonly string[], input?: string): Promise<string> {
    const { code, out, err } = await this.attempt(command, args, input);
    if (code !== 0)
      throw new Error(`${command} ${args.join(" ").slice(0, 300)} (${code}): ${err.slice(-3000)}`);
    return out;
  }

  /** Adds the paths of an export stream. */
  async importStream(file: string): Promise<void> {
    await this.run("nix-store", ["--import"], file);
  }

  /** What is known of the closure of some paths, by path. */
  async closure(...paths: readonly string[]): Promise<Map<string, NixPathInfo>> {
    const all = JSON.parse(await this.run("nix", ["path-info", "--json", "-r", ...paths])) as (NixPathInfo & {
      path: string;
    })[];
    const entries = all.map(({ path, narHash, narSize, references }): [string, NixPathInfo] => [
      path,
      { narHash, narSize, references: [...references].sort() },
    ]);
    return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Checks the contents of all paths. @throws Error when something is damaged */
  async verify(): Promise<void> {
    await this.run("nix-store", ["--verify", "--check-contents"]);
  }

  async remove(): Promise<void> {
    // Store paths are read-only.
    await this.attempt("chmod", ["-R", "u+w", this.folder]);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
