/** How a command ends when it fails. */
import { formatError, NixError } from "../core/eval/index.ts";
import { toBytes } from "./bytes.ts";
import { reasonOf } from "./node-sources.ts";
import { UsageError } from "./options.ts";
import { ClosedPipe, writeErr } from "./output.ts";

/** What the process exits with. */
export const exitCode = {
  failed: 1,
  /** A defect of ours (EX_SOFTWARE). */
  crashed: 70,
  /** Nobody reads what we write (128 + SIGPIPE). */
  closedPipe: 141,
} as const;

/** Tells of a failure on standard error; returns the exit code. */
export function reportFailure(thrown: unknown, command: string, showTrace: boolean): number {
  if (thrown instanceof ClosedPipe) return exitCode.closedPipe;
  if (thrown instanceof UsageError) {
    const help = command === "" ? "tvix --help" : `tvix ${command} --help`;
    writeErr(`error: ${thrown.message}\nTry '${help}' for more information.\n`);
    return exitCode.failed;
  }
  if (thrown instanceof NixError && thrown.kind !== "internal") {
    writeErr(`${formatError(thrown, { showTrace })}\n`);
    return exitCode.failed;
  }
  const failure = thrown as NodeJS.ErrnoException | null;
  if (thrown instanceof Error && failure?.code !== undefined && typeof failure.syscall === "string") {
    const what =
      failure.path === undefined ? failure.syscall : `${failure.syscall} '${toBytes(failure.path)}'`;
    writeErr(`error: ${what}: ${reasonOf(failure)}\n`);
    return exitCode.failed;
  }
  writeErr(crashText(thrown));
  return exitCode.crashed;
}

/** What to say about a defect of ours. */
export function crashText(thrown: unknown): string {
  const details =
    thrown instanceof NixError
      ? thrown.message
      : thrown instanceof Error
        ? (thrown.stack ?? thrown.message)
        : String(thrown);
  return toBytes(
    `tvix: internal error: this is a defect of tvix, not of your program.\n` +
      `Please report it to the makers of Tvix Playground, with the program and this text:\n${details}\n`,
  );
}
