# Attribute sets are what nearly everything in Nix is made of.
let
  people = {
    ada = { born = 1815; languages = [ "English" "French" ]; };
    grace = { born = 1906; };
  };

  # A set from a list: each element says its name and its value.
  fromNames = names: value: builtins.listToAttrs (map (name: { inherit name; value = value name; }) names);

  # Keep the attributes that a function likes.
  filterAttrs = keep: set:
    removeAttrs set (builtins.filter (name: !keep name set.${name}) (builtins.attrNames set));

  # Update within, not only on top: sets on both sides are merged.
  merge = a: b: a // builtins.mapAttrs
    (name: value:
      if builtins.isAttrs value && builtins.isAttrs (a.${name} or null) then merge a.${name} value else value)
    b;
in
{
  # `or` gives a default for what is missing, however deep; `?` asks.
  languages = builtins.mapAttrs (_: person: person.languages or [ "COBOL" ]) people;
  known = [ (people ? ada) (people ? alan) (people ? ada.born) ];

  # Names may be computed.
  computed = let key = "birth" + "year"; in { ${key} = people.ada.born; "with spaces" = true; };
  # A null as name leaves the attribute out.
  optional = { ${if 1 > 2 then "big" else null} = 1; always = 2; };

  lengths = fromNames [ "one" "three" ] builtins.stringLength;
  modern = builtins.attrNames (filterAttrs (_: person: person.born > 1900) people);

  # `//` takes whole attributes from the right side,
  shallow = { a = { x = 1; y = 2; }; } // { a = { x = 3; }; };
  # `merge` goes into them.
  deep = merge { a = { x = 1; y = 2; }; } { a = { x = 3; }; };

  # From a list of sets to a set of lists.
  gathered = builtins.zipAttrsWith (_: values: values) [ { a = 1; b = 2; } { a = 3; } ];
  grouped = builtins.groupBy (n: if n < 3 then "small" else "large") [ 1 2 3 4 ];
}
