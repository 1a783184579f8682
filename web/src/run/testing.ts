/** Workers for tests of the clients. */
import type { EvaluateReply, EvaluateRequest } from "../../../workers/index.ts";
import { controlLayout } from "./control.ts";
import type { WorkerHandle } from "./handle.ts";

export const request = (text: string): EvaluateRequest => ({
  text,
  profile: "2.36",
  view: "tree",
  strict: false,
  pipeOperators: false,
  openSmall: false,
});

const noStats = { ms: 1, thunks: 0, calls: 0, allocated: 0 };

/** A reply with a value of which only the text matters. */
export const value = (text: string): EvaluateReply => ({
  result: { ok: true, root: summary(0, text), rendered: null },
  stats: noStats,
  problems: [],
  trace: [],
  traceOmitted: 0,
});

export const summary = (id: number, text: string) => ({
  id,
  type: "int" as const,
  text,
  cut: false,
  size: 0,
  context: [],
  derivation: null,
  span: null,
  doc: null,
  error: null,
});

const stoppedError = { kind: "stopped", message: "", span: null, frames: [], omitted: 0, rendered: "" };
const stopped: EvaluateReply = { ...value(""), result: { ok: false, error: stoppedError } };

/** A worker that was started. */
export interface Fake {
  terminated: boolean;
  die: () => void;
  /** What it was asked, in order. */
  asked: string[];
}

/** Workers that answer `deaf` (id 13) never, `polite` (id 7) when told to stop, everything else at once. */
export class Fakes {
  readonly all: Fake[] = [];

  spawn = (): WorkerHandle => {
    let die = (): void => undefined;
    const died = new Promise<void>((resolve) => (die = resolve));
    const fake: Fake = { terminated: false, die, asked: [] };
    this.all.push(fake);
    /** Resolves when the worker is told to stop and listens. */
    const until = (control: SharedArrayBuffer | null, listens: boolean): Promise<void> =>
      new Promise((resolve) => {
        const look = setInterval(() => {
          const told = control !== null && new Int32Array(control)[controlLayout.stop] === 1;
          if (fake.terminated || (told && listens)) {
            clearInterval(look);
            if (!fake.terminated) resolve();
          }
        }, 1);
      });
    const part = { text: 1, first: { text: "", total: 0 } };
    const note = (what: string): void => void fake.asked.push(what);
    const broken = Promise.reject(new Error("unused"));
    broken.catch(() => undefined);
    return {
      died,
      terminate: () => void (fake.terminated = true),
      api: {
        check: () => Promise.resolve([]),
        async evaluate({ text }, control) {
          note(`evaluate ${text}`);
          if (text === "broken") throw new Error("no reply");
          if (text !== "deaf" && text !== "polite") return value(text);
          await until(control, text === "polite");
          return stopped;
        },
        async force(id, control) {
          note(`force ${id}`);
          if (id !== 13 && id !== 7) return { type: "ok", value: summary(id, String(id)) };
          await until(control, id === 7);
          return { type: "failed", error: stoppedError };
        },
        async children(id) {
          note(`children ${id}`);
          return { type: "ok", value: { total: 0, children: [] } };
        },
        stringText: () => Promise.resolve({ type: "ok", value: part }),
        render: () => Promise.resolve({ type: "ok", value: part }),
        textPart: () => Promise.resolve({ type: "ok", value: part.first }),
        derivationOf: () => broken,
        derivation: () => Promise.resolve({ type: "stale" }),
        derivationTexts: (drvPath, from) => {
          const texts = [{ path: `${drvPath}${from}`, aterm: "" }];
          return Promise.resolve({
            type: "ok",
            value: { texts, total: 3, next: from < 2 ? from + 1 : null },
          });
        },
        async diagnose({ path }) {
          note(`diagnose ${path}`);
          await new Promise((resolve) => setTimeout(resolve, 5));
          if (path === "broken") throw new Error("no answer");
          if (path === "deaf") await until(null, false);
          return [{ severity: "error", message: path, span: null, fixes: [] }];
        },
        async complete(_, offset) {
          note(`complete ${offset}`);
          return { from: offset, to: offset, items: [] };
        },
        hover: () => Promise.resolve(null),
        definition: () => Promise.resolve(null),
      },
    };
  };
}
