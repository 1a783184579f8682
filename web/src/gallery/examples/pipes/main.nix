# Pipe operators are an experiment of newer Nix: `x |> f` is `f x`, so a chain reads from left to right.
# They are switched on in the settings, and this example brought that along.
let
  inherit (builtins) attrNames concatStringsSep filter map stringLength;

  packages = { hello = 1; git = 2; openssl = 3; zlib = 4; };
in
{
  # The values go through one function after the other,
  piped =
    packages
    |> attrNames
    |> filter (name: stringLength name > 3)
    |> map (name: "<${name}>")
    |> concatStringsSep " ";

  # where calls would have to be read inside out.
  nested =
    concatStringsSep " "
      (map (name: "<${name}>") (filter (name: stringLength name > 3) (attrNames packages)));

  # <| goes the other way and spares parentheses.
  backwards = concatStringsSep "-" <| map toString <| [ 1 2 3 ];
}
