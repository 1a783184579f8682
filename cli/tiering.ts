/** When V8 optimises: late at first, so that its compiler does not take longer than a short program runs. */
import { setFlagsFromString } from "node:v8";

/** Polls (about a thousand calls each) after which a program is no short one. */
const shortPolls = 300;

let polls = 0;

/** To be called at each of the evaluator's polls. */
export function notePoll(): void {
  if (++polls !== shortPolls) return;
  // What the launcher changed (see scripts/lib/build-cli.mjs), as it was.
  if (process.versions.v8.startsWith("11.3.")) setFlagsFromString("--interrupt-budget=135168");
}
