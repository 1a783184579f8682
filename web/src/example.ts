import type { WorkspaceData } from "./workspace/types.ts";

const main = `# Nix in this tab: change something, then press Ctrl-Enter.
let
  packages = [
    { name = "hello"; version = "2.12.1"; deps = [ ]; }
    { name = "curl"; version = "8.11.0"; deps = [ "openssl" "zlib" ]; }
    { name = "git"; version = "2.47.1"; deps = [ "curl" "zlib" ]; }
  ];

  label = p: "\${p.name}-\${p.version}";
  needs = dep: p: builtins.elem dep p.deps;
in
{
  labels = map label packages;
  needZlib = map (p: p.name) (builtins.filter (needs "zlib") packages);
  newest = builtins.compareVersions "2.47.1" "2.5" > 0;
  greeting = ''
    Hello from
      an indented string
  '';

  # A function: open it to see where it is written.
  inherit label;

  # A derivation: what nix-build would build.
  hello = derivation {
    name = label (builtins.head packages);
    system = "x86_64-linux";
    builder = "/bin/sh";
    args = [ "-c" "echo hello > $out" ];
  };
}
`;

/** What the first visit opens on. */
export const example: WorkspaceData = {
  name: "First steps",
  files: { "main.nix": main },
  open: ["main.nix"],
  active: "main.nix",
};
