/** The one list of commands, and what everything else asks of it. */
import { matchesKey, showKey, type KeyEvent } from "./keys.ts";
import type { Command } from "./types.ts";

export interface Commands {
  /** All there are now, read reactively. */
  all(): readonly Command[];
  /** By id. @throws Error for an id that does not exist: a mistake of ours */
  get(id: string): Command;
  /** Whether it can be run now. */
  enabled(command: Command): boolean;
  /** Runs one, if it can be run now, and notes that it was used. */
  run(id: string): void;
  /** Runs one, if it can be run now, by its key: that is not noted. */
  start(command: Command): void;
  /** Title and key, for a tooltip. */
  tooltip(id: string): string;
  /** Runs the command whose key was pressed, if any can be run now; whether it did. */
  press(event: KeyEvent): boolean;
  /** Ids, the last used first. */
  recent(): readonly string[];
}

/** Recent commands that are kept. */
const fewRecent = 5;

/**
 * Makes the list.
 * @param sources each gives commands, read reactively
 * @param report told of what a command failed with
 * @throws Error when two commands share an id or a key
 */
export function createCommands(
  sources: () => readonly Command[],
  options: {
    recent: string[];
    keepRecent: (ids: string[]) => void;
    report: (error: unknown, title: string) => void;
  },
): Commands {
  checkList(sources());
  let recent = options.recent;
  const find = (id: string): Command | undefined => sources().find((command) => command.id === id);
  const enabled = (command: Command): boolean => command.enabled?.() ?? true;

  const get = (id: string): Command => {
    const command = find(id);
    if (command === undefined) throw new Error(`there is no command ${id}`);
    return command;
  };

  const start = (command: Command): void => {
    if (!enabled(command)) return;
    const failed = (error: unknown): void => options.report(error, command.title);
    try {
      void Promise.resolve(command.run()).catch(failed);
    } catch (error) {
      failed(error);
    }
  };

  return {
    all: sources,
    get,
    enabled,
    start,
    run(id) {
      const command = get(id);
      if (!enabled(command)) return;
      recent = [id, ...recent.filter((it) => it !== id)].slice(0, fewRecent);
      options.keepRecent(recent);
      start(command);
    },
    tooltip(id) {
      const { title, description, keys } = get(id);
      const key = keys?.[0] === undefined ? "" : ` (${showKey(keys[0])})`;
      return `${title}${key}${description === undefined ? "" : `\n${description}`}`;
    },
    press(event) {
      const pressed = sources().find((command) => command.keys?.some((key) => matchesKey(event, key)));
      if (pressed === undefined || !enabled(pressed)) return false;
      start(pressed);
      return true;
    },
    recent: () => recent,
  };
}

/** @throws Error when two commands share an id or a key */
export function checkList(commands: readonly Command[]): void {
  const ids = new Set<string>();
  const keys = new Map<string, string>();
  for (const { id, keys: own = [] } of commands) {
    if (ids.has(id)) throw new Error(`two commands are called ${id}`);
    ids.add(id);
    for (const key of own) {
      const other = keys.get(key);
      if (other !== undefined) throw new Error(`${id} and ${other} share the key ${key}`);
      keys.set(key, id);
    }
  }
}
