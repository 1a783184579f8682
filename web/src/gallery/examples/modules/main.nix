# A small module system, after the one of NixOS: modules declare options and define values,
# and each sees the merged result of all as `config`.
let
  lib = import ./module-system.nix;

  result = lib.evalModules [
    ./modules/web.nix
    ./modules/firewall.nix
    # The configuration is a module too.
    ({ config, ... }: {
      config.web.enable = true;
      config.web.host = "example.org";
      config.firewall.ports = [ 22 ];
    })
  ];
in
{
  inherit (result) config;
  # Every option documents itself.
  options = builtins.mapAttrs (_: option: option.description) result.options;
}
