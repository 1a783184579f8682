/** Reading tables of a configuration, telling the place of what is wrong. */
import { CastoreError } from "../castore/index.ts";

/** A table and where it stands. Every method throws CastoreError (`invalid`) naming the place. */
export class ConfigTable {
  private readonly values: ReadonlyMap<string, unknown>;

  constructor(
    value: unknown,
    readonly place: string,
  ) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new CastoreError("invalid", `${place} is not a table`);
    }
    this.values = new Map(Object.entries(value));
  }

  has(key: string): boolean {
    return this.values.has(key);
  }

  keys(): string[] {
    return [...this.values.keys()];
  }

  /** The error for a value. */
  fault(key: string, what: string): CastoreError {
    return new CastoreError("invalid", `${this.place}.${key}: ${what}`);
  }

  /** The error for a word that is none of some. */
  unknown(key: string, found: string, words: readonly string[]): CastoreError {
    return this.fault(key, `'${found}' is none of ${words.join(", ")}`);
  }

  /** Refuses all keys but these. */
  onlyKeys(keys: readonly string[]): void {
    for (const key of this.values.keys()) {
      if (!keys.includes(key)) throw this.fault(key, `this is no key here, only ${keys.join(", ")}`);
    }
  }

  table(key: string): ConfigTable {
    if (!this.has(key)) throw new CastoreError("invalid", `${this.place} has no '${key}'`);
    const place = this.place === "the configuration" ? key : `${this.place}.${key}`;
    return new ConfigTable(this.values.get(key), place);
  }

  text(key: string): string {
    const value = this.values.get(key);
    if (value === undefined) throw this.fault(key, "this is missing");
    if (typeof value !== "string") throw this.fault(key, "this must be a text");
    return value;
  }

  /** A URL of `http:` or `https:`. */
  url(key: string): string {
    const text = this.text(key);
    if (!/^https?:\/\/[^/]/.test(text)) throw this.fault(key, `'${text}' is no URL with http:// or https://`);
    return text;
  }

  texts(key: string): string[] {
    const value = this.values.get(key);
    if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
      throw this.fault(key, "this must be a list of texts");
    }
    return value;
  }

  number(key: string): number {
    const value = this.values.get(key);
    if (typeof value !== "number" || !Number.isSafeInteger(value))
      throw this.fault(key, "this must be a whole number");
    return value;
  }

  flag(key: string, otherwise: boolean): boolean {
    const value = this.values.get(key) ?? otherwise;
    if (typeof value !== "boolean") throw this.fault(key, "this must be true or false");
    return value;
  }
}
