/** What `getFlake` does with a lock file: a function written in Nix (manual, "nix flake", lock files). */
export const flakeText = `lockText: rootInfo: rootDir:
let
  lock = builtins.fromJSON lockText;
  # A list of names is a way through the inputs of the root; anything else names a node.
  resolve = spec: if builtins.isList spec then follow lock.root spec else spec;
  follow = node: path:
    if path == [ ] then node
    else follow (resolve lock.nodes.\${node}.inputs.\${builtins.head path}) (builtins.tail path);
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
        else builtins.fetchTree (removeAttrs locked [ "dir" "__final" ]);
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
