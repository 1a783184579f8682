/** What of nixpkgs is compared: a fixed list, and names drawn by a seed. */
import { Random } from "../../core/eval/testing/random.ts";

/** Something to compare: a Nix expression in which `pkgs` and `nixos` are nixpkgs and its NixOS. */
export interface Item {
  name: string;
  expr: string;
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** Breadth first: languages, cross compilation, static and musl builds, kernels, wrappers, whole systems. */
const named = [
  ...words(`
  hello firefox libreoffice gcc glibc bash git vim emacs nix systemd chromium thunderbird gimp vlc ffmpeg
  blender inkscape octave openjdk go llvmPackages_latest.clang rustc ripgrep nodejs ocaml postgresql nginx
  python3 python3Packages.numpy python3Packages.requests python3Packages.scipy python3Packages.tornado
  python27Packages.pyyaml python3Packages.matplotlib perlPackages.Moose perlPackages.DBI
  rubyPackages.nokogiri nodePackages.typescript emacsPackages.magit rPackages.ggplot2 ocamlPackages.lwt
  luaPackages.lpeg linuxPackages.kernel linuxPackages.nvidia_x11 linuxPackages_latest.zfs gnome3.gnome-shell
  kdeApplications.dolphin plasma5.plasma-desktop texlive.combined.scheme-small qt5.qtbase
  vimPlugins.vim-fugitive vscode-extensions.bbenoist.Nix terraform-providers.aws
  pkgsCross.aarch64-multiplatform.hello pkgsCross.mingwW64.hello pkgsCross.raspberryPi.hello
  pkgsCross.riscv64.hello pkgsCross.musl64.hello pkgsCross.avr.buildPackages.gcc pkgsCross.wasi32.hello
  pkgsCross.iphone64.hello pkgsCross.aarch64-multiplatform.python3 steam dockerTools.examples.redis
  appimage-run pkgsStatic.hello pkgsStatic.openssl pkgsMusl.hello pkgsi686Linux.hello wineWowPackages.stable
  `),
  "(pkgs.python3.withPackages (ps: [ ps.numpy ps.requests ]))",
  '(pkgs.rustPlatform.buildRustPackage { pname = "a"; version = "1"; src = pkgs.path + "/lib"; cargoSha256 = pkgs.lib.fakeSha256; })',
  '(pkgs.writeShellScriptBin "a" "exec ${pkgs.hello}/bin/hello")',
  "(pkgs.hello.override { stdenv = pkgs.clangStdenv; })",
  '(pkgs.hello.overrideAttrs (old: { pname = "bye"; passAsFile = [ "x" ]; x = "y"; }))',
];

/** Whole systems, by name. */
const systems: Readonly<Record<string, string>> = {
  "nixos with nginx and openssh": `{ fileSystems."/".device = "/dev/sda1"; boot.loader.grub.device = "/dev/sda";
      services.openssh.enable = true;
      services.nginx = { enable = true; virtualHosts."a.example".root = "/srv"; }; }`,
  "nixos with a desktop": `{ fileSystems."/".device = "/dev/sda1"; boot.loader.systemd-boot.enable = true;
      services.xserver = { enable = true; displayManager.lightdm.enable = true; desktopManager.xfce.enable = true; };
      users.users.a = { isNormalUser = true; extraGroups = [ "wheel" ]; }; }`,
  "nixos container": "{ boot.isContainer = true; services.postgresql.enable = true; }",
};

/** An expression for `a.b.c` below `pkgs`; a parenthesised text is one already. */
export function itemOf(text: string): Item {
  return text.startsWith("(") ? { name: text, expr: text } : { name: text, expr: `pkgs.${text}` };
}

/** The fixed list. */
export function namedItems(): Item[] {
  const toplevel = (configuration: string): string =>
    `(nixos { configuration = ${configuration}; }).config.system.build.toplevel`;
  return [
    ...named.map(itemOf),
    ...Object.entries(systems).map(([name, configuration]) => ({ name, expr: toplevel(configuration) })),
  ];
}

/** Sets below `pkgs` that names are drawn from, besides the top level; `pkgs` itself under another platform too. */
export const nestedSets = words(`
  python3Packages python27Packages perlPackages nodePackages emacsPackages gnome3 kdeApplications plasma5
  linuxPackages ocamlPackages rPackages luaPackages rubyPackages xorg qt5 vimPlugins phpExtensions
  gst_all_1 terraform-providers coqPackages beamPackages mate pantheon xfce lispPackages postgresqlPackages
  texFunctions fishPlugins zabbix deepin enlightenment libsForQt5 haskellPackages tests pkgsi686Linux
  pkgsMusl pkgsStatic pkgsCross.aarch64-multiplatform pkgsCross.mingwW64
`);

/**
 * Draws names: two of five from the top level, the others from nested sets evenly.
 * @param namesOf - attribute names of the set at a path below `pkgs`; "" for the top level
 */
export function sample(count: number, seed: number, namesOf: (set: string) => readonly string[]): Item[] {
  const random = new Random(seed);
  const items = new Map<string, Item>();
  const sets = nestedSets.filter((set) => namesOf(set).length > 0);
  for (let tries = 0; items.size < count && tries < 100 * count; tries++) {
    const set = random.chance(0.4) ? "" : random.pick(sets);
    const name = random.pick(namesOf(set));
    const path = `${set === "" ? "" : `${set}.`}${quoted(name)}`;
    items.set(path, itemOf(path));
  }
  return [...items.values()];
}

/** An attribute name as it is written in an attribute path. */
function quoted(name: string): string {
  return /^[A-Za-z_][\w'-]*$/.test(name) ? name : JSON.stringify(name).replaceAll("${", "\\${");
}
