/** Reading a command's arguments. */

/** A mistake in the arguments; the message is a byte string, as they are. */
export class UsageError extends Error {}

/** An option: `--name`, and how many values follow it. */
export interface OptionSpec {
  values: 0 | 1 | 2;
  run: (...values: string[]) => void;
}

/**
 * Runs the options among the arguments and returns the others. `--` ends the options; `-` alone is none.
 * @throws UsageError
 */
export function readOptions(args: readonly string[], specs: Readonly<Record<string, OptionSpec>>): string[] {
  const others: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === "--") {
      others.push(...args.slice(i + 1));
      break;
    }
    if (!arg.startsWith("-") || arg === "-") {
      others.push(arg);
      continue;
    }
    const spec = Object.hasOwn(specs, arg) ? specs[arg] : undefined;
    if (spec === undefined) throw new UsageError(`unrecognised flag '${arg}'`);
    const values = args.slice(i + 1, i + 1 + spec.values);
    if (values.length < spec.values)
      throw new UsageError(`flag '${arg}' requires ${spec.values} argument(s)`);
    spec.run(...values);
    i += spec.values;
  }
  return others;
}

/** What to say about a first argument that is none of a command's subcommands. */
export function noSubcommand(command: string, words: readonly string[], given: string): UsageError {
  const choice = `${words.slice(0, -1).join(", ")} or ${words[words.length - 1]!}`;
  return new UsageError(
    given === "" ? `'${command}' needs one of ${choice}` : `'${command}' has no '${given}', only ${choice}`,
  );
}

/** One of a list of words. @throws UsageError */
export function oneOf<T extends string>(flag: string, words: readonly T[], value: string): T {
  if (!(words as readonly string[]).includes(value)) {
    throw new UsageError(`flag '${flag}' takes one of ${words.join(", ")}, not '${value}'`);
  }
  return value as T;
}

/** A number ≥ 0. @throws UsageError */
export function count(flag: string, value: string): number {
  if (!/^\d+$/.test(value)) throw new UsageError(`flag '${flag}' takes a number, not '${value}'`);
  return Number(value);
}
