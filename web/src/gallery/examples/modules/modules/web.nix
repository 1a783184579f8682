{ config, types, ... }: {
  options."web.enable" = { type = types.bool; default = false; description = "Whether to serve pages."; };
  options."web.host" = { type = types.one; description = "Name of the server."; };
  options."web.url" = { type = types.one; description = "Where the pages are."; };

  # Defined from another option: it follows whatever the configuration says.
  config.web.url = "https://${config.web.host}/";
}
