/** Asks real Nix how it parses: `nix-instantiate --parse`, a process for each text. */
import { spawn, spawnSync } from "node:child_process";

/** Whether the release that profile 2.8 follows is installed. */
export const hasOracle: boolean = /\b2\.8\./.test(
  spawnSync("nix-instantiate", ["--version"], { encoding: "utf8" }).stdout ?? "",
);

/** What it said: the printed tree, or the first line of the error with its place. */
export interface Verdict {
  ok: boolean;
  text: string;
}

/** Parses texts (byte strings) in a directory, some at a time. */
export async function parseByOracle(texts: readonly string[], cwd: string): Promise<Verdict[]> {
  return inParallel(texts, (text) => run(["--parse", "-"], text, cwd));
}

/** Parses files. */
export async function parseFilesByOracle(files: readonly string[]): Promise<Verdict[]> {
  return inParallel(files, (file) => run(["--parse", file], "", "/"));
}

async function inParallel<T>(list: readonly T[], work: (item: T) => Promise<Verdict>): Promise<Verdict[]> {
  const results: Verdict[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < list.length; i = next++) results[i] = await work(list[i]!);
  };
  await Promise.all([worker(), worker(), worker()]);
  return results;
}

function run(args: readonly string[], input: string, cwd: string): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const child = spawn("nix-instantiate", args, { cwd, env: { ...process.env, HOME: "/home" } });
    let out = "";
    let err = "";
    child.stdout.setEncoding("latin1").on("data", (data: string) => (out += data));
    child.stderr.setEncoding("latin1").on("data", (data: string) => (err += data));
    child.on("error", reject);
    child.on("close", (status) => {
      if (status === 0) return resolve({ ok: true, text: out.replace(/\n$/, "") });
      const message = /^error: (.*)/m.exec(err)?.[1] ?? err;
      const place = /^ +at .*:(\d+:\d+):$/m.exec(err)?.[1] ?? "?";
      resolve({ ok: false, text: `error: ${message} @${place}` });
    });
    child.stdin.on("error", () => {}); // it may end without reading everything
    child.stdin.end(Buffer.from(input, "latin1"));
  });
}
