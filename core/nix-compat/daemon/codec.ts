/** Pairs of a reader and a writer, and how to combine them. */
import {
  readBool,
  readNumber,
  readString,
  readStrings,
  type Wire,
  WireError,
  type WireWriter,
} from "./wire.ts";
import { readOptional } from "./types.ts";

/** Reads and writes one kind of value, in the way of a protocol version. */
export interface Codec<T> {
  read: (version: number) => Wire<T>;
  write: (writer: WireWriter, value: T, version: number) => void;
}

export const string: Codec<string> = {
  read: () => readString(),
  write: (writer, value) => void writer.string(value),
};

export const strings: Codec<string[]> = {
  read: () => readStrings(),
  write: (writer, value) => void writer.strings(value),
};

export const bool: Codec<boolean> = {
  read: () => readBool(),
  write: (writer, value) => void writer.bool(value),
};

export const number: Codec<number> = {
  read: () => readNumber(),
  write: (writer, value) => void writer.number(value),
};

/** A text, or null, which is sent as an empty one. */
export const optional: Codec<string | null> = {
  read: () => readOptional(),
  write: (writer, value) => void writer.string(value ?? ""),
};

/** Nothing at all. */
export const nothing: Codec<null> = {
  // oxlint-disable-next-line require-yield -- there is nothing to ask for
  read: function* () {
    return null;
  },
  write: () => {},
};

/** The number 1, which says that it is done. */
export const done: Codec<null> = {
  read: function* () {
    const one = yield* readNumber();
    if (one !== 1) throw new WireError(`expected 1 for an answer, not ${one}`);
    return null;
  },
  write: (writer) => void writer.number(1),
};

/** One of some words, sent as its number. */
export function word<T extends string>(words: readonly T[], what: string): Codec<T> {
  return {
    read: function* () {
      const index = yield* readNumber();
      const found = words[index];
      if (found === undefined) throw new WireError(`unknown ${what} ${index}`);
      return found;
    },
    write: (writer, value) => void writer.number(words.indexOf(value)),
  };
}

type Fields<T> = { readonly [K in keyof T]: Codec<T[K]> };

/** Some fields, one after the other. */
export function record<T extends object>(fields: Fields<T>): Codec<T> {
  const names = Object.keys(fields) as (keyof T)[];
  return {
    read: function* (version) {
      const value: Partial<T> = {};
      for (const name of names) value[name] = yield* fields[name].read(version);
      return value as T;
    },
    write: (writer, value, version) => {
      for (const name of names) fields[name].write(writer, value[name], version);
    },
  };
}

/** A codec from a protocol version on; before, nothing is sent and the value is this one. */
export function since<T>(first: number, codec: Codec<T>, before: T): Codec<T> {
  return {
    read: function* (version) {
      return version >= first ? yield* codec.read(version) : before;
    },
    write: (writer, value, version) => {
      if (version >= first) codec.write(writer, value, version);
    },
  };
}
