/** `fromTOML`. */
import { NixError } from "../errors.ts";
import { parseToml, TomlError } from "../toml/index.ts";
import { forceStringNoContext } from "./coerce.ts";
import { define, type Definition } from "./define.ts";

export const tomlBuiltins: readonly Definition[] = [
  define("fromTOML", ["e"], function* (m, e) {
    const text = yield* forceStringNoContext(m, e);
    m.allocate(4 * text.length);
    try {
      return parseToml(text, {
        symbols: m.symbols,
        strict: m.profile.tomlIntErrors,
        nulErrors: m.profile.nulErrors,
        timestamps: m.settings.features.has("parse-toml-timestamps"),
        poll: () => m.poll(),
      });
    } catch (error) {
      if (error instanceof TomlError) throw new NixError("value", `while parsing TOML: ${error.message}`);
      throw error;
    }
  }),
];
