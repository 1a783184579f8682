/** TOML in. */
export { parseToml, type TomlSettings } from "./parse.ts";
export { TomlError } from "./tables.ts";
