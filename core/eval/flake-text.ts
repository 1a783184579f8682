/** What `getFlake` does with a lock file: a function written in Nix (manual, "nix flake", lock files). */
import type { Profile } from "./profile.ts";

/** Ways through the inputs, in both versions: a list of names starts at the root, anything else names a node. */
const ways = `
  resolve = spec: if builtins.isList spec then follow lock.root spec else spec;
  follow = node: path:
    if path == [ ] then node
    else follow (resolve lock.nodes.\${node}.inputs.\${builtins.head path}) (builtins.tail path);`;

/** 2.8: `outPath` is that of the whole tree, and trees that are no flakes are told of by their attributes alone. */
const text28 = `lockText: rootInfo: rootDir:
let
  lock = builtins.fromJSON lockText;${ways}
  nodes = builtins.mapAttrs (name: node:
    let
      isRoot = name == lock.root;
      sourceInfo =
        if isRoot then rootInfo
        else builtins.fetchTree (node.info or { } // removeAttrs node.locked [ "dir" ]);
      directory = if isRoot then rootDir else node.locked.dir or "";
      flake = import (sourceInfo + (if directory != "" then "/" else "") + directory + "/flake.nix");
      inputs = builtins.mapAttrs (_: spec: nodes.\${resolve spec}) (node.inputs or { });
      outputs = flake.outputs (inputs // { self = result; });
      result = outputs // sourceInfo // { inherit inputs outputs sourceInfo; };
    in
      if node.flake or true
      then assert builtins.isFunction flake.outputs; result
      else sourceInfo) lock.nodes;
in
nodes.\${lock.root}
`;

const text = `lockText: rootInfo: rootDir:
let
  lock = builtins.fromJSON lockText;${ways}
  isRelative = locked: locked.type or "" == "path" && builtins.substring 0 1 (locked.path or "/") != "/";
  nodes = builtins.mapAttrs (name: node:
    let
      isRoot = name == lock.root;
      locked = node.locked or { };
      relative = isRelative locked;
      parent = nodes.\${if node ? parent then follow lock.root node.parent else lock.root};
      sourceInfo =
        if isRoot then rootInfo
        else if relative then parent.sourceInfo or parent
        else builtins.fetchTree (node.info or { } // removeAttrs locked [ "dir" "__final" ]);
      directory = if isRoot then rootDir else locked.dir or "";
      base = if relative then parent.outPath + "/" + locked.path else sourceInfo.outPath;
      outPath = if directory == "" then base else base + "/" + directory;
      flake = import (outPath + "/flake.nix");
      inputs = builtins.mapAttrs (_: spec: nodes.\${resolve spec}) (node.inputs or { });
      outputs = flake.outputs (inputs // { self = result; });
      result = outputs // sourceInfo // {
        inherit outPath inputs outputs sourceInfo;
        _type = "flake";
      };
    in
      if node.flake or true
      then assert builtins.isFunction flake.outputs; result
      else sourceInfo // { inherit sourceInfo outPath; }) lock.nodes;
in
nodes.\${lock.root}
`;

/** The function: text of a lock file, attributes of the root's tree, directory of the root's `flake.nix` in it. */
export function flakeText(profile: Profile): string {
  return profile.newFlakes ? text : text28;
}
