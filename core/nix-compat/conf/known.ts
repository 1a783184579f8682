/** The settings of Nix, by what their values are (as `nix show-config` lists them). */

/**
 * `strings` are words in an order, `set` words in none, `map` words `key=value`; `string` is everything else
 * that is one text.
 */
export type SettingKind = "boolean" | "integer" | "string" | "strings" | "set" | "map";

const names: Readonly<Record<SettingKind, string>> = {
  boolean: `accept-flake-config allow-dirty allow-dirty-locks allow-import-from-derivation allow-new-privileges
    allow-symlinked-store allow-unsafe-native-code-during-evaluation always-allow-substitutes auto-optimise-store
    builders-use-substitutes compress-build-log debugger-on-trace debugger-on-warn enforce-determinism eval-cache
    fallback filter-syscalls fsync-metadata fsync-store-paths http2 impersonate-linux-26
    keep-build-log keep-derivations keep-env-derivations keep-failed keep-going keep-outputs preallocate-contents
    print-missing pure-eval require-drop-supplementary-groups require-sigs restrict-eval run-diff-hook
    sandbox-fallback show-trace substitute sync-before-registering trace-function-calls trace-verbose
    use-case-hack use-cgroups use-registries use-sqlite-wal use-xdg-base-directories warn-dirty`,
  integer: `build-poll-interval connect-timeout cores download-attempts download-buffer-size download-speed
    eval-profiler-frequency gc-reserved-space http-connections log-lines max-build-log-size max-call-depth
    max-free max-silent-time max-substitution-jobs min-free min-free-check-interval nar-buffer-size
    narinfo-cache-meta-ttl narinfo-cache-negative-ttl narinfo-cache-positive-ttl repeat
    stalled-download-timeout tarball-ttl timeout warn-large-path-threshold`,
  string: `bash-prompt bash-prompt-prefix bash-prompt-suffix build-hook build-users-group builders
    commit-lock-file-summary commit-lockfile-summary diff-hook eval-system flake-registry json-log-path
    max-jobs netrc-file post-build-hook pre-build-hook sandbox sandbox-build-dir sandbox-dev-shm-size ssl-cert-file
    start-id store id-count system upgrade-nix-store-path-url user-agent-suffix build-dir`,
  strings: `allowed-impure-host-deps allowed-uris allowed-users hashed-mirrors nix-path plugin-files
    secret-key-files substituters trusted-public-keys trusted-users`,
  set: `experimental-features extra-platforms ignored-acls sandbox-paths system-features
    trusted-substituters`,
  map: "access-tokens impure-env",
};

/** The kind of each known setting. */
export const knownSettings: ReadonlyMap<string, SettingKind> = new Map(
  Object.entries(names).flatMap(([kind, list]) =>
    list.split(/\s+/).map((name) => [name, kind as SettingKind] as const),
  ),
);

/** Old names of settings. */
export const settingAliases: ReadonlyMap<string, string> = new Map([
  ["binary-caches", "substituters"],
  ["binary-cache-public-keys", "trusted-public-keys"],
  ["trusted-binary-caches", "trusted-substituters"],
  ["binary-caches-parallel-connections", "http-connections"],
  ["build-chroot-dirs", "sandbox-paths"],
  ["build-sandbox-paths", "sandbox-paths"],
  ["build-use-chroot", "sandbox"],
  ["build-use-sandbox", "sandbox"],
  ["build-compress-log", "compress-build-log"],
  ["build-cores", "cores"],
  ["build-fallback", "fallback"],
  ["build-impersonate-linux-26", "impersonate-linux-26"],
  ["build-keep-log", "keep-build-log"],
  ["build-max-jobs", "max-jobs"],
  ["build-max-log-size", "max-build-log-size"],
  ["build-max-silent-time", "max-silent-time"],
  ["build-repeat", "repeat"],
  ["build-timeout", "timeout"],
  ["build-use-substitutes", "substitute"],
  ["env-keep-derivations", "keep-env-derivations"],
  ["gc-keep-derivations", "keep-derivations"],
  ["gc-keep-outputs", "keep-outputs"],
]);
