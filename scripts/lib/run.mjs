// Running programs.
import { spawn } from "node:child_process";
import { root, path } from "./paths.mjs";

/**
 * Runs a program with our standard streams and waits for it.
 * @returns {Promise<number>} its exit code; 127 when it could not be started, 128 when a signal ended it
 */
export function run(command, args, { cwd = root, env = process.env, quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ["ignore", quiet ? "ignore" : "inherit", "inherit"],
    });
    child.on("error", (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(127);
    });
    child.on("exit", (code) => resolve(code ?? 128));
  });
}

/** Runs a program of node_modules/.bin. */
export function runTool(name, args, options) {
  return run(path(`node_modules/.bin/${name}`), args, options);
}

/** Ends this process with the program's exit code unless that is 0. */
export async function must(promise) {
  const code = await promise;
  if (code !== 0) process.exit(code);
}
