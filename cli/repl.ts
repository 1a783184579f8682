/** `tvix repl`: lines in, values out. */
import type { Interface } from "node:readline";
import { loadBuiltinDocs } from "../core/eval/index.ts";
import { fromBytes, toBytes } from "./bytes.ts";
import { reportFailure } from "./failure.ts";
import { readOptions } from "./options.ts";
import { writeOut } from "./output.ts";
import { ReplSession } from "./repl-session.ts";
import { type WorldOptions, worldOptions } from "./world.ts";

/** Runs the command until its input ends or `:q`; returns the exit code. */
export async function replCommand(argv: readonly string[], world: WorldOptions): Promise<number> {
  const files = readOptions(argv, worldOptions(world));
  const session = new ReplSession(world, await loadBuiltinDocs());
  const interactive = process.stdin.isTTY;
  if (interactive) writeOut("Welcome to tvix. Type :? for help.\n\n");
  for (const file of files) attempt(session, `:l ${file}`, world);
  const lines = process.getBuiltinModule("node:readline").createInterface({
    input: process.stdin,
    ...(interactive ? { output: process.stdout, completer: completer(session) } : {}),
  });
  await answerLines(lines, session, world, interactive);
  return 0;
}

async function answerLines(
  lines: Interface,
  session: ReplSession,
  world: WorldOptions,
  interactive: boolean,
): Promise<void> {
  const prompt = (text: string): void => {
    if (!interactive) return;
    lines.setPrompt(text);
    lines.prompt();
  };
  let pending = "";
  lines.on("SIGINT", () => {
    pending = "";
    writeOut("\n");
    prompt("tvix> ");
  });
  prompt("tvix> ");
  for await (const line of lines) {
    pending += pending === "" ? toBytes(line) : `\n${toBytes(line)}`;
    if (session.isIncomplete(pending)) {
      prompt("    > ");
      continue;
    }
    const input = pending;
    pending = "";
    if (!attempt(session, input, world)) return;
    prompt("tvix> ");
  }
  if (pending.trim() !== "") attempt(session, pending, world);
  if (interactive) writeOut("\n");
}

/** Runs a line; false when it was `:q`. Failures are told, and are not the end. */
function attempt(session: ReplSession, input: string, world: WorldOptions): boolean {
  try {
    const answer = session.run(input.trim());
    if (answer === null) return false;
    if (answer !== "") writeOut(`${answer}\n`);
  } catch (e) {
    reportFailure(e, "repl", world.showTrace);
  }
  return true;
}

/** Completes names in scope and attributes, for readline. */
function completer(session: ReplSession): (line: string) => [string[], string] {
  return (line) => {
    const word = /[A-Za-z0-9_'.-]*$/.exec(line)![0];
    return [session.completions(toBytes(word)).map(fromBytes), word];
  };
}
