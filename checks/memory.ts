/**
 * Looks whether evaluations leave memory behind in the browser's worker.
 *
 *   npm run check:memory [-- N]
 *
 * N different programs (1,000 unless given), each hot enough to be written out as JavaScript, are evaluated one after
 * another in one worker in Chromium. After every hundredth the browser collects garbage and measures the worker's
 * memory (`performance.measureUserAgentSpecificMemory`). Fails when the last figure is more than 4 MB over the first.
 */
import { startWorkerPages, type WorkerPage } from "../e2e/worker-page.ts";

const total = Number(process.argv[2] ?? 1000);
/** Bytes; what the browser itself moves by between measurements is about 1 MB. */
const allowed = 4 * 2 ** 20;

/** A program unlike the others: names, texts and figures of its own, functions called thousands of times. */
function program(i: number): string {
  return `let
    fib${i} = n: if n < 2 then n else fib${i} (n - 1) + fib${i} (n - 2);
    words${i} = builtins.genList (n: "word-${i}-\${toString n}") 300;
    set${i} = builtins.listToAttrs (map (name: { inherit name; value = name + "${i}"; }) words${i});
    sum${i} = builtins.foldl' (a: b: a + builtins.stringLength set${i}.\${b}) ${i} words${i};
  in "\${toString (fib${i} 20)} \${toString sum${i}} \${builtins.hashString "sha256" (toString words${i})}"`;
}

/** The bytes of a page's worker, and of the whole page, after garbage was collected. */
async function measure({ tab }: WorkerPage): Promise<{ worker: number; all: number }> {
  const result = await tab.evaluate(() =>
    (performance as unknown as Measuring).measureUserAgentSpecificMemory(),
  );
  const inWorker = result.breakdown.filter(({ attribution }) =>
    attribution.some(({ scope }) => scope === "DedicatedWorkerGlobalScope"),
  );
  return { worker: inWorker.reduce((sum, { bytes }) => sum + bytes, 0), all: result.bytes };
}

interface Measuring {
  measureUserAgentSpecificMemory(): Promise<{
    bytes: number;
    breakdown: { bytes: number; attribution: { scope: string }[] }[];
  }>;
}

const pages = await startWorkerPages(["--enable-blink-features=ForceEagerMeasureMemory"]);
try {
  const page = await pages.open();
  const workers: number[] = [];
  for (let i = 1; i <= total; i++) {
    const { result } = await page.evaluate(program(i));
    if (!result.ok) throw new Error(`program ${i} failed: ${result.error.message}`);
    if (i % 100 !== 0) continue;
    const { worker, all } = await measure(page);
    workers.push(worker);
    const mb = (bytes: number): string => (bytes / 2 ** 20).toFixed(1).padStart(8);
    console.log(
      `${String(i).padStart(6)} evaluations: worker ${mb(worker)} MB, page and worker ${mb(all)} MB`,
    );
  }
  const growth = workers.length < 2 ? 0 : workers.at(-1)! - workers[0]!;
  console.log(`growth from the first figure to the last: ${(growth / 2 ** 20).toFixed(1)} MB`);
  if (growth > allowed) process.exitCode = 1;
} finally {
  await pages.close();
}
