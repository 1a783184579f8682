/** `nix.conf`: the door of this folder. */
export { type ConfLine, ConfError, formatConf, parseConf } from "./lines.ts";
export { type ConfReader, loadConf, type LoadedConf } from "./load.ts";
export { knownSettings, type SettingKind } from "./known.ts";
export { Settings } from "./settings.ts";
