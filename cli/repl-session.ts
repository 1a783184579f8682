/** What the REPL knows and does, apart from the terminal. Texts are byte strings. */
import {
  Attrs,
  Builtin,
  type BuiltinDoc,
  defaultParseOptions,
  describe,
  type Evaluator,
  NixError,
  parse,
  PartialApp,
  printValue,
  type Slot,
  Source,
  Thunk,
  type Value,
} from "../core/eval/index.ts";
import { toBytes } from "./bytes.ts";
import { evaluateInput } from "./eval.ts";
import { UsageError } from "./options.ts";
import { currentDirectory, makeEvaluator, type WorldOptions } from "./world.ts";

const help = `  <expr>       evaluate and print an expression
  <x> = <expr> bind a name; later lines see it
  :a <expr>    bring the attributes of a set into scope
  :doc <expr>  show what is known of a builtin function
  :l <file>    load a file: its attributes come into scope (a function is called without arguments)
  :p <expr>    evaluate and print everything inside
  :q           leave
  :r           forget all names and load the files again
  :t <expr>    show the type of a value
  :?           this text`;

/** How deep an answer without `:p` is evaluated and shown. */
const shownDepth = 1;

export class ReplSession {
  private evaluator: Evaluator;
  /** Names in scope; later ones win. */
  private scope = new Map<string, Slot>();
  private readonly files: string[] = [];

  /** @param docs - what is told of builtins, by name */
  constructor(
    private readonly world: WorldOptions,
    private readonly docs: ReadonlyMap<string, BuiltinDoc>,
  ) {
    this.evaluator = makeEvaluator(world);
  }

  /**
   * Runs a line (or several that belong together).
   * @returns what to print ("" for nothing), null to leave
   * @throws NixError, UsageError
   */
  run(line: string): string | null {
    if (line === "") return "";
    const command = /^:(\S+)\s*([^]*)$/.exec(line);
    if (command !== null) return this.command(command[1]!, command[2]!.trim());
    const binding = /^([A-Za-z_][A-Za-z0-9_'-]*)\s*=(?!=)\s*([^]*?);?$/.exec(line);
    if (binding !== null) {
      const [, name, text] = binding;
      this.scope = new Map([...this.scope, [name!, this.bind(name!, text!)]]);
      return "";
    }
    return this.show(this.evaluate(line));
  }

  private command(name: string, rest: string): string | null {
    switch (name) {
      case "?":
      case "help":
        return help;
      case "q":
      case "quit":
        return null;
      case "p":
      case "print": {
        const value = this.evaluate(rest);
        this.evaluator.deepForce(value);
        return printValue(this.evaluator.machine, value);
      }
      case "t":
        return describe(this.evaluate(rest));
      case "a":
      case "add":
        return this.add(this.evaluate(rest));
      case "l":
      case "load":
        if (!this.files.includes(rest)) this.files.push(rest);
        return this.load(rest);
      case "r":
      case "reload":
        this.evaluator = makeEvaluator(this.world);
        this.scope = new Map();
        return this.files.map((file) => this.load(file)).join("\n");
      case "doc":
        return this.documentation(this.evaluate(rest));
      default:
        throw new UsageError(`unknown command ':${name}'`);
    }
  }

  /** Whether a text only lacks its end. */
  isIncomplete(text: string): boolean {
    const trimmed = text.trim();
    const body = trimmed.replace(/^:\S+\s*/, "").replace(/^[A-Za-z_][A-Za-z0-9_'-]*\s*=(?!=)/, "");
    if (body.trim() === "" || /^:[^apt\s]/.test(trimmed)) return false;
    const { errors } = parse(this.source(body), this.parseOptions());
    const first = errors[0];
    return first !== undefined && /unexpected end of file/.test(first.message) && !text.endsWith("\n\n");
  }

  /** Names in scope, or attributes of an evaluated `a.b.`, that begin like a word. */
  completions(word: string): string[] {
    const dot = word.lastIndexOf(".");
    if (dot < 0) {
      const names = new Set([...this.scope.keys(), ...this.evaluator.machine.globalNames]);
      return [...names].filter((name) => name.startsWith(word)).sort();
    }
    try {
      const set = this.evaluate(word.slice(0, dot));
      return set instanceof Attrs
        ? this.namesOf(set)
            .map((name) => `${word.slice(0, dot)}.${name}`)
            .filter((name) => name.startsWith(word))
        : [];
    } catch {
      return [];
    }
  }

  private source(text: string): Source {
    return new Source({ type: "string" }, text, currentDirectory());
  }

  private parseOptions(): typeof defaultParseOptions {
    const { profile, features } = this.world;
    return { ...defaultParseOptions, profile, pipeOperators: features.has("pipe-operators") };
  }

  private around(): { names: string[]; slots: Slot[] } {
    return { names: [...this.scope.keys()], slots: [...this.scope.values()] };
  }

  private evaluate(text: string): Value {
    return this.evaluator.evaluate(this.source(text), this.around());
  }

  /** The slot of a new binding: a name that was bound before still means its old value in it, a new one itself. */
  private bind(name: string, text: string): Slot {
    const { names, slots } = this.around();
    if (names.includes(name)) return this.evaluator.suspend(this.source(text), { names, slots });
    const self = Thunk.done(null);
    const slot = this.evaluator.suspend(this.source(text), {
      names: [...names, name],
      slots: [...slots, self],
    });
    if (!(slot instanceof Thunk)) return slot;
    self.code = slot.code;
    self.state = slot.state;
    return self;
  }

  private add(value: Value): string {
    if (!(value instanceof Attrs)) {
      throw new NixError("type", `expected a set but found ${describe(value)}`);
    }
    const set = value.flat();
    const scope = new Map(this.scope);
    set.keys.ids.forEach((id, i) => scope.set(this.evaluator.machine.symbols.names[id]!, set.values[i]!));
    this.scope = scope;
    const count = set.keys.ids.length;
    return `added ${count} name${count === 1 ? "" : "s"}`;
  }

  private load(file: string): string {
    const value = evaluateInput(this.evaluator, file, false);
    return this.add(this.evaluator.autoCall(value, new Map()));
  }

  private namesOf(set: Attrs): string[] {
    const { symbols } = this.evaluator.machine;
    return set
      .flat()
      .keys.ids.map((id) => symbols.names[id]!)
      .sort();
  }

  /** A value with what is directly inside, evaluated; failures in there are shown as such. */
  private documentation(value: Value): string {
    const builtin = value instanceof PartialApp ? value.builtin : value;
    if (!(builtin instanceof Builtin)) throw new NixError("type", `${describe(value)} has no documentation`);
    const text = this.docs.get(builtin.name)?.text ?? "";
    return [["builtins." + builtin.name, ...builtin.params].join(" "), toBytes(text)].join("\n\n");
  }

  private show(value: Value): string {
    const inside = value instanceof Attrs ? value.flat().values : Array.isArray(value) ? value : [];
    for (const slot of inside) {
      try {
        this.evaluator.force(slot);
      } catch (e) {
        if (!(e instanceof NixError) || e.kind === "stopped" || e.kind === "memory") throw e;
      }
    }
    const unlimited = { attrs: Infinity, items: Infinity, string: Infinity };
    return printValue(this.evaluator.machine, value, { depth: shownDepth, ...unlimited }, true);
  }
}
