# Options are kept flat, by their dotted names, so that this stays short.
rec {
  mkIf = condition: content: if condition then content else { };

  # How several definitions of an option become one value.
  types = {
    bool = { merge = builtins.any (x: x); };
    list = { merge = builtins.concatLists; };
    one = {
      merge = values:
        if builtins.length values == 1 then builtins.head values else throw "defined more than once";
    };
  };

  evalModules = files:
    let
      load = module:
        (if builtins.isPath module then import module else module) { inherit config mkIf types; };
      modules = map load files;
      all = name: map (module: module.${name} or { }) modules;
      options = builtins.foldl' (a: b: a // b) { } (all "options");
      definitions = map flatten (all "config");

      value = name: option:
        let given = builtins.filter (set: set ? ${name}) definitions;
        in
        if given == [ ] then option.default or (throw "the option ${name} has no value")
        else option.type.merge (map (set: set.${name}) given);

      # Asking for one option doesn't compute the others. So a module may use `config` to define `config`.
      flat = builtins.mapAttrs value options;
      config = unflatten flat;
    in
    { inherit options config; };

  # { web.enable = true; } ↔ { "web.enable" = true; }, for two levels
  flatten = set: builtins.listToAttrs (builtins.concatMap
    (group: map
      (name: { name = "${group}.${name}"; value = set.${group}.${name}; })
      (builtins.attrNames set.${group}))
    (builtins.attrNames set));
  unflatten = flat:
    let
      split = name: builtins.match "([^.]*)[.](.*)" name;
      groups = builtins.groupBy (name: builtins.head (split name)) (builtins.attrNames flat);
    in
    builtins.mapAttrs
      (_: names: builtins.listToAttrs (map
        (name: { name = builtins.elemAt (split name) 1; value = flat.${name}; })
        names))
      groups;
}
