/** The values that configuration files and options give to settings. */
import { knownSettings, settingAliases, type SettingKind } from "./known.ts";
import { ConfError } from "./lines.ts";

/** Where a value was set. */
interface Origin {
  file: string;
  line: number;
}

interface Setting extends Origin {
  /** Null while there were only additions: they go to the default. */
  value: string | null;
  /** What `extra-` assignments since then add. */
  additions: string[];
}

const units: Readonly<Record<string, number>> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

function isMany(kind: SettingKind | undefined): boolean {
  return kind === "strings" || kind === "set" || kind === "map";
}

/**
 * Settings by name. Those that Nix doesn't know are kept too, and listed by {@link unknown}. The getters take
 * the default, which depends on the Nix and on the machine.
 */
export class Settings {
  private readonly settings = new Map<string, Setting>();

  /** Assigns a value; a name with `extra-` adds to a list. Later assignments win. */
  set(name: string, value: string, origin: Origin = { file: "options", line: 0 }): void {
    const own = settingAliases.get(name) ?? name;
    const base = own.startsWith("extra-") && !knownSettings.has(own) ? own.slice("extra-".length) : null;
    const target = base === null ? null : (settingAliases.get(base) ?? base);
    if (target === null || !isMany(knownSettings.get(target))) {
      this.settings.set(own, { value, additions: [], ...origin });
      return;
    }
    const before = this.settings.get(target) ?? { value: null, additions: [] };
    this.settings.set(target, { ...before, additions: [...before.additions, value], ...origin });
  }

  /** The names that were assigned to, in the order of their first assignment. */
  names(): string[] {
    return [...this.settings.keys()];
  }

  /** The names among them that Nix doesn't know. */
  unknown(): string[] {
    return this.names().filter((name) => !knownSettings.has(name));
  }

  /** A text as it was written, white space folded. */
  string(name: string, otherwise: string): string {
    const setting = this.settings.get(name);
    return setting === undefined ? otherwise : [setting.value ?? otherwise, ...setting.additions].join(" ");
  }

  /** A number ≥ 0; it may end in K, M, G or T (powers of 1024). @throws ConfError */
  integer(name: string, otherwise: number): number {
    const setting = this.settings.get(name);
    if (setting === undefined) return otherwise;
    const match = /^(\d{1,15})([KMGT]?)$/i.exec(setting.value ?? "");
    const value = match === null ? Infinity : Number(match[1]) * units[match[2]!.toUpperCase()]!;
    // Nix's own "no limit" is 2^64 - 1.
    if (setting.value === "18446744073709551615") return Infinity;
    if (!Number.isSafeInteger(value)) this.refuse(setting, `setting '${name}' has invalid value`);
    return value;
  }

  /** @throws ConfError */
  boolean(name: string, otherwise: boolean): boolean {
    const setting = this.settings.get(name);
    if (setting === undefined) return otherwise;
    if (["true", "yes", "1"].includes(setting.value ?? "")) return true;
    if (["false", "no", "0"].includes(setting.value ?? "")) return false;
    return this.refuse(setting, `Boolean setting '${name}' has invalid value`);
  }

  /** Words in their order, repetitions included. */
  strings(name: string, otherwise: readonly string[]): string[] {
    const setting = this.settings.get(name);
    if (setting === undefined) return [...otherwise];
    const first = setting.value === null ? otherwise : words(setting.value);
    return [...first, ...setting.additions.flatMap(words)];
  }

  /** Words without repetition. */
  wordSet(name: string, otherwise: Iterable<string>): Set<string> {
    return new Set(this.strings(name, [...otherwise]));
  }

  /** Words `key=value` as a map. @throws ConfError */
  map(name: string): Map<string, string> {
    const entries = this.strings(name, []).map((word): [string, string] => {
      const at = word.indexOf("=");
      if (at < 0) this.refuse(this.settings.get(name)!, `setting '${name}' needs key=value, not`, word);
      return [word.slice(0, at), word.slice(at + 1)];
    });
    return new Map(entries);
  }

  private refuse({ file, line, value }: Setting, message: string, what = value ?? ""): never {
    throw new ConfError(`${message} '${what}'`, file, line);
  }

  /** Binary caches, in the order in which they are asked. */
  get substituters(): string[] {
    return this.strings("substituters", ["https://cache.nixos.org/"]);
  }

  /** Keys whose signatures are believed: `name:base64`. */
  get trustedPublicKeys(): string[] {
    return this.strings("trusted-public-keys", [
      "cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=",
    ]);
  }

  get experimentalFeatures(): Set<string> {
    return this.wordSet("experimental-features", []);
  }

  /** Features builds may require of this machine. */
  get systemFeatures(): Set<string> {
    return this.wordSet("system-features", []);
  }

  /** The system builds are for, e.g. `x86_64-linux`; null when not set. */
  get system(): string | null {
    const system = this.string("system", "");
    return system === "" ? null : system;
  }

  /** Builds at a time. @throws ConfError */
  get maxJobs(): number | "auto" {
    return this.string("max-jobs", "1") === "auto" ? "auto" : this.integer("max-jobs", 1);
  }

  /** @throws ConfError */
  get sandbox(): boolean | "relaxed" {
    return this.string("sandbox", "true") === "relaxed" ? "relaxed" : this.boolean("sandbox", true);
  }
}
