# A fixpoint is a value that is computed from itself. Laziness makes that possible,
# and overlays, NixOS modules and callPackage are all built on it.
let
  # Calls a function with its own result.
  fix = f: let self = f self; in self;

  # A set whose attributes refer to the finished set by the name `self`.
  shape = self: {
    width = 4;
    height = 5;
    area = self.width * self.height;
  };

  # Extends such a function: the change sees the finished set and the set before it.
  extend = change: f: self:
    let previous = f self;
    in previous // change self previous;

  wider = self: previous: { width = previous.width * 10; };
in
{
  plain = fix shape;

  # `area` follows, though only `width` was changed: it asks the finished set.
  extended = fix (extend wider shape);

  # With `rec` it would not follow.
  compare = (rec { width = 4; height = 5; area = width * height; }) // { width = 40; };

  # Recursion without naming a function.
  factorial = fix (self: n: if n < 2 then 1 else n * self (n - 1)) 10;

  # A table that looks values up in itself: each is computed once, so this is fast.
  fibonacci =
    let table = builtins.genList (n: if n < 2 then n else at (n - 1) + at (n - 2)) 60;
        at = builtins.elemAt table;
    in at 59;
}
