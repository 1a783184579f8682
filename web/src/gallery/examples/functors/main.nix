# A set with the attribute __functor can be called like a function.
# The functor gets the set itself first, then the argument.
let
  counter = {
    step = 5;
    __functor = self: x: x + self.step;
  };

  # A function that can also be asked about itself.
  documented = {
    doc = "Doubles a number.";
    __functor = _: x: x * 2;
  };

  # A builder: each call returns a new, changed set.
  query = {
    parts = [ ];
    __functor = self: part: self // { parts = self.parts ++ [ part ]; };
    text = self: builtins.concatStringsSep " " self.parts;
  };
in
{
  called = counter 10;
  # An updated set is another function.
  changed = (counter // { step = 100; }) 10;

  inherit (documented) doc;
  mapped = map documented [ 1 2 3 ];

  built = let q = query "select *" "from packages" "limit 3"; in q.text q;

  # For Nix it is a set, not a function: functionArgs is given by another attribute.
  isFunction = builtins.isFunction counter;
  type = builtins.typeOf counter;
}
