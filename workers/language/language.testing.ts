/** A language service for tests: texts have their cursor marked by `|`. */
import type { Files, LanguageRequest, LanguageWorker, ProfileName } from "../index.ts";
import { createLanguage } from "./index.ts";

/** A service that throws what would be kept quiet. */
export function strictLanguage(): LanguageWorker {
  const faults: unknown[] = [];
  const language = createLanguage((fault) => faults.push(fault));
  const check = <A extends unknown[], T>(ask: (...args: A) => Promise<T>) => {
    return async (...args: A): Promise<T> => {
      const answer = await ask(...args);
      if (faults.length > 0) throw faults[0];
      return answer;
    };
  };
  return {
    diagnose: check(language.diagnose),
    complete: check(language.complete),
    hover: check(language.hover),
    definition: check(language.definition),
  };
}

/** A question about `/workspace/main.nix`. */
export function requestOf(text: string, files: Files = {}, profile: ProfileName = "2.36"): LanguageRequest {
  const path = "/workspace/main.nix";
  return { files: { ...files, [path]: text }, path, profile, pipeOperators: false };
}

/** A text and the place of the one `|` in it. */
export function atCursor(marked: string): { text: string; offset: number } {
  const offset = marked.indexOf("|");
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}
