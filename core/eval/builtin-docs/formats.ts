/** Builtins that read and write other formats. */
import { entry } from "./types.ts";

export const formatDocs = [
  entry(
    "fromJSON",
    "e",
    "The value of a JSON text: objects become sets, arrays lists. Of equal names in an object the last one counts. Numbers with a point or exponent are floats.",
    [["builtins.fromJSON ''{ \"x\": [1, 2.5, null] }''", "{ x = [ 1 2.5 null ]; }"]],
  ),
  entry(
    "fromTOML",
    "e",
    "The value of a TOML 1.0 document. Dates and times are errors unless the feature `parse-toml-timestamps` is on. In scope without `builtins.`.",
    [['fromTOML "a.b = [1, 2]"', "{ a = { b = [ 1 2 ]; }; }"]],
  ),
  entry(
    "toJSON",
    "e",
    "The value as JSON, attributes sorted by name. Everything in it is evaluated. A set with `__toString` becomes that string, one with `outPath` (a derivation) its path; paths are copied to the store; functions are errors.",
    [['builtins.toJSON { b = [ 1 null ]; a = "x"; }', '"{\\"a\\":\\"x\\",\\"b\\":[1,null]}"']],
    { note: "2.8 writes floats with six digits; since 2.12 as many as are needed." },
  ),
  entry(
    "toXML",
    "e",
    'The value as an XML document with elements like `<int value="1" />`, `<attrs>` and `<list>`. Paths are written as they are, builtins as `<unevaluated />`. It was meant for style sheets; today `toJSON` is mostly the better choice.',
    [
      [
        "builtins.toXML 1",
        "\"<?xml version='1.0' encoding='utf-8'?>\\n<expr>\\n  <int value=\\\"1\\\" />\\n</expr>\\n\"",
      ],
    ],
  ),
];
