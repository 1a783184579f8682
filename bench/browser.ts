/** The same programs in the evaluator worker of a browser. */
import type { Program } from "./programs.ts";
import { median } from "./statistics.ts";
import { startWorkerPages } from "../e2e/worker-page.ts";

/**
 * Median milliseconds of each program in a fresh worker, start-up of the worker left out.
 * @param files - contents by path, for all programs
 */
export async function timeInBrowser(
  programs: readonly Program[],
  files: Readonly<Record<string, string>>,
  rounds: number,
): Promise<Map<Program, number>> {
  const pages = await startWorkerPages();
  try {
    const results = new Map<Program, number>();
    for (const program of programs) {
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const page = await pages.open();
        await page.evaluate("1", files);
        const { ms, result } = await page.evaluate(program.text, files);
        if (!result.ok) throw new Error(`${program.name} failed in the browser: ${result.error.message}`);
        times.push(ms);
        await page.tab.close();
      }
      results.set(program, median(times));
    }
    return results;
  } finally {
    await pages.close();
  }
}
