# Nix is an expression language: a file is one expression, and it has one value.
# This one is an attribute set: names with values, in braces.
{
  integer = 40 + 2;
  float = 7 / 2.0;
  string = "hello";
  boolean = 1 < 2 && !false;
  nothing = null;

  # Lists have no commas. Parentheses keep a computed element together.
  list = [ 1 "two" (1 + 2) ];

  # Sets nest, and the dotted name is short for that.
  nested = { a = 1; };
  short.for.nesting = true;

  # A function: one argument, a colon, a body. Calling it needs no parentheses.
  function = x: x * 2;
  called = (x: x * 2) 21;

  # What type is a value of?
  types = map builtins.typeOf [ 1 1.0 "s" true null [ ] { } (x: x) ./. ];
}
