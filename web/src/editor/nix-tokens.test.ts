import { StringStream } from "@codemirror/language";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nixParser } from "./nix-tokens.ts";

/** The tokens of a text as `style:text`; spaces and plain punctuation are left out. */
function tokens(text: string): string[] {
  const state = nixParser.startState!(2);
  const found: string[] = [];
  for (const line of text.split("\n")) {
    const stream = new StringStream(line, 2, 2);
    while (!stream.eol()) {
      stream.start = stream.pos;
      const style = nixParser.token(stream, state);
      if (stream.pos === stream.start) throw new Error(`no progress at ${stream.pos} of ${line}`);
      if (style !== null && style !== "punctuation") found.push(`${style}:${stream.current()}`);
    }
  }
  return found;
}

describe("strings", () => {
  it("ends interpolations at their own brace", () => {
    expect(tokens('"a${ { b = "}"; }.b }c" d')).toEqual([
      'string:"',
      "string:a",
      "propertyName.definition:b",
      "operator:=",
      'string:"',
      "string:}",
      'string:"',
      "propertyName:b",
      "string:c",
      'string:"',
      "variableName:d",
    ]);
  });

  it("knows escapes and dollars", () => {
    expect(tokens('"\\"\\${x} $${y} $" z')).toEqual([
      'string:"',
      'escape:\\"',
      "escape:\\$",
      "string:{x} $${y} $",
      'string:"',
      "variableName:z",
    ]);
  });

  it("knows the escapes of indented strings", () => {
    expect(tokens("''a ''' b ''${x} ''\\n $${y} ' '' z")).toEqual([
      "string:''",
      "string:a ",
      "escape:'''",
      "string: b ",
      "escape:''$",
      "string:{x} ",
      "escape:''\\n",
      "string: $${y} ' ",
      "string:''",
      "variableName:z",
    ]);
  });

  it("spans lines", () => {
    expect(tokens("''\n  a\n  ${b}\n'' + c")).toEqual([
      "string:''",
      "string:  a",
      "string:  ",
      "variableName:b",
      "string:''",
      "operator:+",
      "variableName:c",
    ]);
  });
});

describe("paths and URIs", () => {
  it("sees whole paths, interpolated ones too", () => {
    expect(tokens("./a/${b}/c.nix + x")).toEqual([
      "url:./a/",
      "variableName:b",
      "url:/c.nix",
      "operator:+",
      "variableName:x",
    ]);
    expect(tokens("[ ~/x <nixpkgs/lib> /etc a/b ]")).toEqual([
      "url:~/x",
      "url:<nixpkgs/lib>",
      "url:/etc",
      "url:a/b",
    ]);
  });

  it("tells them from operators", () => {
    expect(tokens("a // b")).toEqual(["variableName:a", "operator://", "variableName:b"]);
    expect(tokens("a / b < c")).toEqual([
      "variableName:a",
      "operator:/",
      "variableName:b",
      "operator:<",
      "variableName:c",
    ]);
    expect(tokens("https://x.org/a?b=c")).toEqual(["url:https://x.org/a?b=c"]);
    expect(tokens("x: x")).toEqual(["variableName.definition:x", "variableName:x"]);
  });
});

describe("words", () => {
  it("tells keywords, definitions, selections and globals apart", () => {
    expect(tokens("let a.b = 1; or = 2; in map (x: x.let-me or null) builtins.attrNames")).toEqual([
      "keyword:let",
      "propertyName.definition:a",
      "propertyName.definition:b",
      "operator:=",
      "number:1",
      "propertyName.definition:or",
      "operator:=",
      "number:2",
      "keyword:in",
      "variableName.special:map",
      "variableName.definition:x",
      "variableName:x",
      "propertyName:let-me",
      "keyword:or",
      "atom:null",
      "variableName.special:builtins",
      "propertyName:attrNames",
    ]);
  });

  it("reads numbers, pipes and comments", () => {
    expect(tokens("1.5e3 |> f <| .5 # c\n/* a\nb */ -> ...")).toEqual([
      "number:1.5e3",
      "operator:|>",
      "variableName:f",
      "operator:<|",
      "number:.5",
      "comment:# c",
      "comment:/* a",
      "comment:b */",
      "operator:->",
      "operator:...",
    ]);
  });
});

it("goes on whatever it reads", () => {
  const piece = fc.constantFrom(
    ..."${ } { '' ''' \" \\ $ ' ./a/ ~/ < > : . # /* */ let x \n é".split(" "),
    "\n",
    " ",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      tokens(pieces.join(""));
    }),
  );
});
