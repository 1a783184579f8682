/** Runs `tvix bridge` as a process of its own, for tests. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { buildCli, cliProgram } from "./run-cli.ts";

export interface BridgeProcessOptions {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Of Node, before the program. */
  readonly nodeArgs?: readonly string[];
}

export class BridgeProcess {
  private constructor(
    private readonly child: ChildProcess,
    /** Without a slash at its end. */
    readonly url: string,
    private readonly told: { text: string },
  ) {}

  /** Starts it on a free port, unless the arguments name one. @throws Error with what it said when it ends at once */
  static async start({ args, env = {}, nodeArgs = [] }: BridgeProcessOptions): Promise<BridgeProcess> {
    buildCli();
    const port = args.includes("--port") ? [] : ["--port", "0"];
    const child = spawn(process.execPath, [...nodeArgs, cliProgram, "bridge", ...port, ...args], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", ...env },
    });
    const told = { text: "" };
    const url = await new Promise<string>((resolve, reject) => {
      child.stderr!.on("data", (chunk: Buffer) => {
        told.text += chunk.toString("latin1");
        const found = /^nar-bridge at (http:\S+)\/$/m.exec(told.text);
        if (found !== null) resolve(found[1]!);
      });
      child.once("error", reject);
      child.once("close", (code) => reject(new Error(`the bridge ended with ${code}: ${told.text}`)));
    });
    return new BridgeProcess(child, url, told);
  }

  get pid(): number {
    return this.child.pid!;
  }

  get port(): string {
    return new URL(this.url).port;
  }

  /** All it has said so far. */
  get said(): string {
    return this.told.text;
  }

  /** A line of /proc/PID/status in bytes, e.g. VmHWM: the most memory that was resident. */
  memory(line: "VmHWM" | "VmRSS"): number {
    const status = readFileSync(`/proc/${this.pid}/status`, "utf8");
    return Number(new RegExp(`^${line}:\\s+(\\d+) kB$`, "m").exec(status)![1]) * 1024;
  }

  /** Ends it as a service manager does; its exit code. */
  async stop(signal: "SIGTERM" | "SIGINT" | "SIGKILL" = "SIGTERM"): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const ended = once(this.child, "close");
    this.child.kill(signal);
    const [code] = (await ended) as [number | null];
    return code;
  }
}
