// Makes the generated code: core/eval/direct/, core/castore/kernels/generated/ and cli/generated/.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { deriveChunkWorker } from "../derive-chunk-worker.mjs";
import { deriveKernels } from "../derive-kernels.mjs";
import { path } from "./paths.mjs";

/** Brings all generated code up to date. Rejects when something can't be derived. */
export async function derive() {
  await Promise.all([deriveDirect(), deriveKernels().then(deriveChunkWorker)]);
}

/** Runs scripts/derive-direct.mjs, which writes core/eval/direct/ from core/eval/dual/. */
async function deriveDirect() {
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
