/** Builtins that make derivations and other things of the store. */
import { entry } from "./types.ts";

export const storeDocs = [
  entry(
    "derivation",
    "",
    "Describes a build. It is called with a set: `name`, `system` and `builder` are required; `args`, `outputs` and the `outputHash…` attributes have a meaning of their own; everything else becomes an environment variable of the build. The result has these attributes and `drvPath`, `outPath`, `type` and one attribute for each output. The `.drv` file is only made when a path is asked for. In scope without `builtins.`.",
    [['(derivation { name = "hello"; system = "x86_64-linux"; builder = "/bin/sh"; }).type', '"derivation"']],
  ),
  entry(
    "derivationStrict",
    "args",
    "What `derivation` is made of: writes the `.drv` file at once and gives a set of `drvPath` and the path of each output. In scope without `builtins.`; there is hardly ever a reason to call it yourself.",
  ),
  entry(
    "outputOf",
    "drv output",
    "A reference to an output of a derivation that may itself be known only after another build.",
    [],
    { since: "2.18", feature: "dynamic-derivations" },
  ),
  entry(
    "placeholder",
    "output",
    "A text that stands for the path of an output of the derivation in which it is used: the path itself isn't known yet when the derivation is described. The build puts the real path in its place. In scope without `builtins.`.",
    [['placeholder "out"', '"/1rz4g4znpzjwh1xymhjpm42vipw92pr73vdgl6xs1hycac8kf2n9"']],
  ),
  entry(
    "storePath",
    "path",
    "Makes a store path that already exists a dependency: a string with that path as its context. Not allowed in pure mode.",
  ),
  entry(
    "toFile",
    "name s",
    "Writes the string `s` to a file in the store and gives its path. `s` may refer to other store paths, but not to outputs of derivations, which are not there yet: use a derivation for that.",
    [['builtins.readFile (builtins.toFile "a.txt" "hello")', '"hello"']],
  ),
];

export const fetchDocs = [
  entry(
    "fetchurl",
    "url",
    "Downloads a file to the store while evaluating, and gives its path. The argument is a URL, or a set with `url`, and perhaps `name` and `sha256`; without a hash the file is downloaded again after some time.",
  ),
  entry(
    "fetchTarball",
    "args",
    "Downloads and unpacks an archive while evaluating, and gives the store path of the tree in it. The argument is a URL, or a set with `url`, and perhaps `name` and `sha256`. A single folder at the top of the archive is left out of the path. In scope without `builtins.`.",
  ),
  entry(
    "fetchGit",
    "args",
    "Fetches a commit of a Git repository. The argument is a URL, or a set with `url`, and perhaps `rev`, `ref`, `name`, `submodules` and others. The result has `outPath`, `rev`, `shortRev`, `lastModified` and more; it can be used like a path. In scope without `builtins.`.",
  ),
  entry(
    "fetchMercurial",
    "args",
    "Fetches a revision of a Mercurial repository: a URL, or a set with `url`, and perhaps `rev` and `name`. In scope without `builtins.`.",
    [],
    { note: "Not possible in a page." },
  ),
  entry(
    "fetchTree",
    "input",
    'Fetches a tree that is described by a set with a `type` (`"tarball"`, `"github"`, `"git"`, `"path"`, …) or by a URL-like reference. The one function behind the others that fetch.',
    [],
    {
      feature: "fetch-tree",
      note: "Always there in 2.8; needs the feature `fetch-tree` or `flakes` since 2.19.",
    },
  ),
  entry(
    "fetchClosure",
    "args",
    "Fetches a store path with all it needs from a binary cache: `fromStore` is the cache's URL, `fromPath` the path; `toPath` and `inputAddressed` say how it is to be addressed here.",
    [],
    { feature: "fetch-closure" },
  ),
  entry(
    "getFlake",
    "args",
    'Fetches a flake, given as a reference like `"github:NixOS/nixpkgs"`, and gives its outputs with some information about it. In pure mode only locked references will do.',
    [],
    { feature: "flakes" },
  ),
  entry(
    "parseFlakeRef",
    "flake-ref",
    "The parts of a flake reference as a set.",
    [
      [
        'builtins.parseFlakeRef "github:NixOS/nixpkgs/23.05?dir=lib"',
        '{ dir = "lib"; owner = "NixOS"; ref = "23.05"; repo = "nixpkgs"; type = "github"; }',
      ],
    ],
    { since: "2.18", feature: "flakes" },
  ),
  entry(
    "flakeRefToString",
    "attrs",
    "The URL-like spelling of a flake reference that is given as a set; the reverse of `parseFlakeRef`.",
    [
      [
        'builtins.flakeRefToString { type = "github"; owner = "NixOS"; repo = "nixpkgs"; ref = "23.05"; }',
        '"github:NixOS/nixpkgs/23.05"',
      ],
    ],
    { since: "2.18", feature: "flakes" },
  ),
];
