# This example fails, on purpose. Read the trace: each line says what was being computed,
# and leads to its place in the source.
let
  services = {
    web = { port = 8080; host = "localhost"; };
    # The mistake: a port must be a number here.
    mail = { port = "25"; host = "localhost"; };
  };

  # addErrorContext adds a line of your own to the trace. It costs nothing when all goes well.
  check = name: service:
    builtins.addErrorContext "while checking the service '${name}'"
      (if service.port < 1024 then "privileged" else "ordinary");
in
# Change "25" to 25, and it works.
builtins.mapAttrs check services
