# Functions: one argument, or a set taken apart by a pattern.
let
  # Every function takes one argument. Two arguments are a function that returns a function,
  add = a: b: a + b;
  # so giving it only the first one makes a new function.
  increment = add 1;

  # A pattern takes a set apart: `greeting` has a default, `name` must be given.
  greet = { name, greeting ? "Hello" }: "${greeting}, ${name}.";

  # `...` lets further attributes pass; `@` names the whole set.
  describe = { name, ... }@all:
    "${name} has ${toString (builtins.length (builtins.attrNames all))} attributes";

  # A default may use other arguments. It is computed only when it is needed.
  url = { host, port ? 80, base ? "http://${host}:${toString port}" }: base;
in
{
  three = increment 2;
  hello = greet { name = "Ada"; };
  goodDay = greet { name = "Alan"; greeting = "Good day"; };
  described = describe { name = "set"; color = "blue"; size = 3; };
  urls = [ (url { host = "a"; }) (url { host = "b"; port = 8080; }) (url { host = "c"; base = "ftp://c"; }) ];

  # What a function asks for: true where there is a default.
  asks = builtins.functionArgs greet;

  # So a set can be trimmed to what a function takes; this is the heart of callPackage.
  fitting =
    let all = { name = "Grace"; greeting = "Ahoy"; unrelated = 1; };
    in greet (builtins.intersectAttrs (builtins.functionArgs greet) all);
}
