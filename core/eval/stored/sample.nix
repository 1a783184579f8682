# One of everything, for the format's test.
{ a, b ? 1.5, ... }@args:
let
  inherit (a) c;
  /** Documented. */
  d = x: y: if x == y then x // { e.f = 1; "g h" = 2; ${y} = [ ]; } else throw "no ${toString x}\n";
  p = ./p + ./q/${b} + <nixpkgs/lib>;
in
assert !(a ? c.d) -> true && 1 < 2;
with args;
rec {
  inherit c b;
  h = -9007199254740993 * 2;
  i = d or (a.b."c".${h} or null);
  j = ''
    two ''${lines}
      ${unknown}
  '';
  k = __curPos;
}
