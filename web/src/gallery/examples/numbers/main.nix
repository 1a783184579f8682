# Integers and floats, and where they end.
let
  # Integers have 64 bits.
  largest = 9223372036854775807;
  smallest = -largest - 1;
in
{
  inherit largest smallest;

  # Adding 1 to the largest is an error in today's Nix, and wrapped around in 2.8.
  # Try it: change the line to `largest + 1` and switch the Nix version.
  nearlyTooMuch = largest + 0;

  # Division of integers cuts off, towards zero. One float makes the whole a float.
  quotients = [ (7 / 2) (-7 / 2) (7 / 2.0) ];

  # There is no operator for the remainder.
  remainder = let mod = a: b: a - b * (a / b); in map (n: mod n 3) [ 7 8 9 ];

  # Floats are doubles: they know about 16 digits.
  floats = { tenth = 0.1 + 0.2 == 0.3; rounded = [ (builtins.ceil 2.1) (builtins.floor 2.9) ]; };

  # An integer and a float of the same value are equal.
  equal = 1 == 1.0;

  # Bits: and, or, exclusive or.
  bits = [ (builtins.bitAnd 12 10) (builtins.bitOr 12 10) (builtins.bitXor 12 10) ];

  # Mind the spaces: `a-b` is a name, and `./a` is a path.
  names = let a = 5; b = 3; a-b = "a name"; in [ (a - b) a-b ];

  hex = (builtins.fromTOML "x = 0xff").x;
}
