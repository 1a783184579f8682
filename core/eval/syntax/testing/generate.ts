/** Random Nix programs: well-formed ones, and damaged ones. */
import { random } from "./helpers.ts";

const operators = "+ - * / // ++ == != < > <= >= && || ->".split(" ");
const loose = [
  ..."a b x or if then else let in rec inherit with assert 1 1.5 .5 0 10. ( ) [ ] { } ; : , ? @ = . ... ${".split(
    " ",
  ),
  ..."+ - * / // ++ == != < > <= >= && || -> ! __curPos a.b a/b a'b -1 $ % \" '' |> ./p ./p/${x} /q ~/h <n/p> x:y".split(
    " ",
  ),
  '"s"',
  '"a${x}b"',
  '"\\n\\${"',
  "''i''",
  "''\n  a\n   b\n''",
  "x: x",
  "{a,b}:",
  "# c\n",
  "/* c */",
];

/** A source of programs; the variables `a`, `b`, `c` and `x` are always bound. */
export class Generator {
  private readonly random: (limit: number) => number;

  constructor(seed: number) {
    this.random = random(seed);
  }

  /** A program; about a third of them are malformed. */
  program(): string {
    const kind = this.random(10);
    if (kind < 6) return this.wellFormed();
    if (kind < 8) return this.tokens();
    return this.damaged();
  }

  /** A program that parses, though duplicates may make it fail. */
  wellFormed(): string {
    return "a: b: c: x: " + this.expr(2 + this.random(4));
  }

  private tokens(): string {
    const list = Array.from({ length: this.random(12) + 1 }, () => this.pick(loose));
    return list.join(this.random(3) === 0 ? "" : " ");
  }

  private damaged(): string {
    let text = this.wellFormed();
    for (let i = this.random(3) + 1; i > 0; i--) {
      const at = this.random(text.length);
      const insert = this.random(3) === 0 ? this.pick(loose) : "";
      text = text.slice(0, at) + insert + text.slice(at + this.random(3));
    }
    return text;
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.random(list.length)]!;
  }

  private leaf(): string {
    return this.pick([
      "a",
      "b",
      "x",
      "1",
      "1.5",
      '"s"',
      "./p",
      "true",
      "null",
      "__curPos",
      "<n>",
      "x:y",
      "{}",
      "[]",
      "''\n   q\n  ''",
    ]);
  }

  private expr(depth: number): string {
    if (depth <= 0) return this.leaf();
    const e = (): string => this.expr(depth - 1 - this.random(2));
    const s = (): string => (this.random(2) === 0 ? this.leaf() : `(${e()})`);
    const op = (): string => this.pick(operators);
    switch (this.random(22)) {
      case 0:
        return `${s()} ${op()} ${s()} ${op()} ${e()}`;
      case 1:
        return `${e()} ${op()} ${e()}`;
      case 2:
        return `x: ${e()}`;
      case 3: {
        const formals = this.pick(["a", "a, b", `a ? ${e()}`, `a ? ${e()}, b`, "a, ...", "", "...", "a, b,"]);
        return `{ ${formals} }${this.pick(["", " @ x"])}: ${e()}`;
      }
      case 4:
        return `if ${e()} then ${e()} else ${e()}`;
      case 5:
        return `let ${this.bindings(depth)} in ${e()}`;
      case 6:
        return `{ ${this.bindings(depth)} }`;
      case 7:
        return `rec { ${this.bindings(depth)} }`;
      case 8:
        return `with ${e()}; ${e()}`;
      case 9:
        return `assert ${e()}; ${e()}`;
      case 10:
        return `${s()} ${s()}`;
      case 11:
        return `${s()} ${s()} ${s()}`;
      case 12:
        return `${s()}.${this.path(depth)}`;
      case 13:
        return `${s()}.${this.path(depth)} or ${s()}`;
      case 14:
        return `${s()} ? ${this.path(depth)}`;
      case 15:
        return `[ ${s()} ${s()} ]`;
      case 16:
        return `"${this.text(depth, ["$", "$$", "\\n", "\\\\", '\\"', "\\${", "\n", "\r\n", "'", "''"])}"`;
      case 17:
        return `''${this.text(depth, ["  ", "$ ", "$$", "''\\n", "'''", "''$", "\n", "\n  ", "\n   ", "\r\n", "\t", "' ", "'", "$"])}''`;
      case 18:
        return `!${e()}`;
      case 19:
        return `-${e()}`;
      case 20:
        return `./p/\${${e()}}${this.pick(["", "/x", "-y/z", "x.y"])}`;
      default:
        return `let { ${this.bindings(depth)} body = ${e()}; }`;
    }
  }

  private path(depth: number): string {
    const step = (): string => {
      const e = this.expr(depth - 2);
      return this.pick(["a", "b", "c", "or", '"q r"', '${"a"}', `\${${e}}`, `"\${${e}}"`, `"a\${${e}}"`]);
    };
    let path = step();
    while (this.random(3) === 0) path += "." + step();
    return path;
  }

  private bindings(depth: number): string {
    let text = "";
    for (let i = this.random(5); i > 0; i--) {
      const kind = this.random(8);
      if (kind === 0) text += `inherit ${this.pick(["a", "b c", '"x"', ""])}; `;
      else if (kind === 1) text += `inherit (${this.expr(depth - 2)}) ${this.pick(["d", "e f", '${"g"}'])}; `;
      else {
        const path =
          this.random(4) === 0
            ? this.path(depth)
            : this.pick(["a", "b", "c", "d", "a.b", "a.c", "a.b.c", "b.c"]);
        const value = this.random(3) === 0 ? `{ ${this.bindings(depth - 2)}}` : this.expr(depth - 2);
        text += `${path} = ${value}; `;
      }
    }
    return text;
  }

  private text(depth: number, special: readonly string[]): string {
    let text = "";
    for (let i = this.random(8); i > 0; i--) {
      text += this.pick([
        this.pick(special),
        this.pick(special),
        "a",
        " ",
        "{",
        "é",
        `\${${this.expr(depth - 2)}}`,
      ]);
    }
    return text;
  }
}
