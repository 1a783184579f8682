# trace prints its first argument and gives the second: a look inside without changing anything.
# The lines appear with the result, in the order in which things were really computed.
let
  inherit (builtins) trace;

  # Prints a value on its way through.
  look = label: value: trace "${label}: ${builtins.toJSON value}" value;

  double = x: trace "doubling ${toString x}" (x * 2);

  shared = trace "computed once" 21;
in
{
  # The order shows laziness at work: `y` is needed first.
  order =
    let x = trace "x is needed" 1;
        y = trace "y is needed" 2;
    in y - x;

  # One thunk, two uses, one line.
  once = shared + shared;

  # A call is not remembered: two calls, two lines.
  twice = double 3 + double 3;

  pipeline = look "sum" (builtins.foldl' (a: b: a + b) 0
    (look "filtered" (builtins.filter (n: n > 2) [ 1 2 3 4 ])));

  # Never printed: nobody needs it.
  silent = builtins.length [ (trace "never" 1) ];
}
