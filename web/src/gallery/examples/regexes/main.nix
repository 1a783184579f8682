# match wants the whole string to fit (POSIX extended syntax) and gives the groups, or null.
# split finds every place and gives pieces and groups in turn.
let
  parseVersion = text:
    let groups = builtins.match "v?([0-9]+)[.]([0-9]+)([.]([0-9]+))?(-([a-z0-9.]+))?" text;
        at = builtins.elemAt groups;
    in
    if groups == null then null
    # A group that took no part is null.
    else { major = at 0; minor = at 1; patch = if at 3 == null then "0" else at 3; pre = at 5; };

  # All matches of one group, anywhere in a text.
  findAll = pattern: text:
    map builtins.head (builtins.filter builtins.isList (builtins.split "(${pattern})" text));

  trim = text: builtins.head (builtins.match "[[:space:]]*(.*[^[:space:]])[[:space:]]*" text);

  log = ''
    10:31 error: attribute 'x' missing
    10:32 warning: unused binding
    10:35 error: infinite recursion
  '';
in
{
  versions = map parseVersion [ "2.36.1" "v10.0-rc.1" "not a version" ];
  numbers = findAll "[0-9]+" "3 apples, 12 pears and 7 plums";
  trimmed = trim "   in the middle   ";

  # Lines that say error, without the time.
  errors = builtins.filter (line: line != null)
    (map (line: if !builtins.isString line then null else
      let found = builtins.match "[0-9:]+ error: (.*)" line;
      in if found == null then null else builtins.head found)
      (builtins.split "\n" log));

  # The dot needs brackets or two backslashes: "\\." is the text \. for the regex.
  dots = map (name: builtins.match ".*\\.nix" name != null) [ "a.nix" "a-nix" ];
}
