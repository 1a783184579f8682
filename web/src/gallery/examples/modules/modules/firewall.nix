{ config, mkIf, types, ... }: {
  options."firewall.ports" = { type = types.list; default = [ ]; description = "Ports that are open."; };

  # A list option takes definitions from any module and joins them.
  config.firewall.ports = if config.web.enable then [ 80 443 ] else [ ];
}
