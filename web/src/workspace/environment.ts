/** What a workspace needs of the world around it; tests bring their own. */
import type { DatabaseFactory } from "./database.ts";

export interface Clock {
  /** Milliseconds since 1970. */
  now: () => number;
  setTimeout: (action: () => void, ms: number) => number;
  clearTimeout: (timer: number) => void;
}

/** Reaches the other tabs of this browser, never this one. */
export interface TabChannel {
  send: (message: unknown) => void;
  /** The answer stops it. */
  listen: (listener: (message: unknown) => void) => () => void;
  close: () => void;
}

/** Small texts, written at once, one for each workspace of this tab. */
export interface DraftStore {
  /** Where there is no room, nothing is kept. */
  put: (workspace: string, text: string) => void;
  drop: (workspace: string) => void;
  /** Those of all tabs. */
  all: () => { key: string; text: string }[];
  forget: (key: string) => void;
}

export interface Environment {
  factory: DatabaseFactory;
  clock: Clock;
  channel: TabChannel;
  /**
   * Told when the page may go away for good; `closing`: it does, or is put aside where it can't do anything. The
   * answer stops it.
   */
  onLeaving: (listener: (closing: boolean) => void) => () => void;
  /** Has the browser ask before the page is left as long as something would be lost. The answer stops it. */
  guardLeaving: (wouldLose: () => boolean) => () => void;
  /** A new one each time, unlike all others. */
  newId: () => string;
  drafts: DraftStore;
  /** What the first version of the page kept: one text; null when there is none. */
  oldText: () => string | null;
  /** Which workspace this tab showed before it was reloaded. */
  tab: { recall(): string | null; remember(id: string): void };
}
