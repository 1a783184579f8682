// Runs scripts/derive-direct.mjs, which writes core/eval/direct/ from core/eval/dual/.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { path } from "./paths.mjs";

/** Brings core/eval/direct/ up to date. Rejects when the deriving script fails. */
export async function derive() {
  const script = path("scripts/derive-direct.mjs");
  if (!existsSync(script)) return;
  await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script], { stdio: ["ignore", "ignore", "inherit"] });
    child.on("error", reject);
    child.on("exit", (code) =>
      code === 0 ? resolve(undefined) : reject(new Error(`derive-direct.mjs ended with ${code}`)),
    );
  });
}
