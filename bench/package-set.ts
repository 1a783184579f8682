/** A made-up Nix file that looks like nixpkgs' larger ones. */
import { Random } from "../core/eval/testing/random.ts";

const words =
  "fast small simple library for parsing rendering network audio graph protocol toolkit daemon shell".split(
    " ",
  );
const licenses = ["mit", "gpl3Plus", "asl20", "bsd3", "lgpl21"];

/** The text of a package set of about this many bytes. */
export function packageSet(bytes: number): string {
  const random = new Random(42);
  const parts = [preamble];
  let length = preamble.length;
  for (let i = 0; length < bytes; i++) {
    const part = aPackage(i, random);
    parts.push(part);
    length += part.length;
  }
  parts.push("  };\nin packages\n");
  return parts.join("");
}

const preamble = `# Made by bench/package-set.ts.
{ config ? { }, overlays ? [ ], system ? "x86_64-linux" }@args:
let
  lib = rec {
    optional = cond: elem: if cond then [ elem ] else [ ];
    optionals = cond: elems: if cond then elems else [ ];
    optionalString = cond: string: if cond then string else "";
    licenses = { mit = { spdx = "MIT"; }; gpl3Plus = { spdx = "GPL-3.0"; }; asl20 = { spdx = "Apache-2.0"; }; bsd3 = { spdx = "BSD-3"; }; lgpl21 = { spdx = "LGPL-2.1"; }; };
    platforms = rec { linux = [ "x86_64-linux" "aarch64-linux" ]; darwin = [ "x86_64-darwin" ]; unix = linux ++ darwin; };
    maintainers = { alice = { name = "Alice"; }; bob = { name = "Bob"; }; carol = { name = "Carol"; }; };
  };
  fetchurl = { url, sha256 ? "", ... }@attrs: attrs // { name = baseNameOf url; };
  stdenv = {
    isLinux = true;
    isDarwin = false;
    mkDerivation = attrs: attrs // { name = "\${attrs.pname}-\${attrs.version}"; type = "package"; };
  };
  packages = rec {
`;

function aPackage(i: number, random: Random): string {
  const sentence = Array.from({ length: 4 + random.below(6) }, () => random.pick(words)).join(" ");
  const version = `${random.below(10)}.${random.below(30)}.${random.below(10)}`;
  const hash = Array.from({ length: 52 }, () => random.pick([..."0123456789abcdfghijklmnpqrsvwxyz"])).join(
    "",
  );
  const inputs = Array.from({ length: random.below(5) }, () => `pkg-${random.below(i + 1)}`).join(" ");
  const extra = random.chance(0.4)
    ? `
      configureFlags = [ "--prefix=\${placeholder "out"}" "--enable-shared" ] ++ lib.optional (!stdenv.isLinux) "--disable-${random.pick(words)}";
`
    : "";
  const script = random.chance(0.4)
    ? `
      postInstall = ''
        mkdir -p $out/share/doc/\${pname}
        install -m644 README.md $out/share/doc/\${pname}/
        for f in $out/bin/*; do
          wrapProgram "$f" --prefix PATH : "\${lib.optionalString stdenv.isLinux "/run/wrappers"}"
        done
      '';
`
    : "";
  return `
    pkg-${i} = stdenv.mkDerivation rec {
      pname = "pkg-${i}";
      version = "${version}";

      src = fetchurl {
        url = "https://example.org/releases/\${pname}-\${version}.tar.gz";
        sha256 = "${hash}";
      };

      buildInputs = [ ${inputs} ] ++ lib.optionals stdenv.isDarwin [ pkg-${random.below(i + 1)} ];
${extra}${script}
      meta = with lib; {
        description = "A ${sentence}";
        homepage = "https://example.org/pkg-${i}";
        license = licenses.${random.pick(licenses)};
        maintainers = with maintainers; [ alice ${random.pick(["bob", "carol"])} ];
        platforms = platforms.${random.pick(["linux", "unix"])};
      };
    };
`;
}
