# An interpreter in forty lines: the eight instructions > < + - . , [ ] on an endless tape of bytes.
let
  # Prints "Nix" and a line break.
  program = "++++++++[>++++++++++>+++++++++++++<<-]>--.>+.<<+++[>>+++++<<-]>>.<<++++++++++.";

  length = builtins.stringLength program;
  at = i: builtins.substring i 1 program;

  # Where each bracket's partner is, found in one walk with a stack.
  jumps = (builtins.foldl'
    ({ open, pairs }: i:
      if at i == "[" then { open = [ i ] ++ open; inherit pairs; }
      else if at i == "]" then
        let from = builtins.head open;
        in { open = builtins.tail open; pairs = pairs // { ${toString from} = i; ${toString i} = from; }; }
      else { inherit open pairs; })
    { open = [ ]; pairs = { }; }
    (builtins.genList (i: i) length)).pairs;

  # The state of the machine: the tape is a set, missing cells are 0.
  start = { i = 0; cell = 0; tape = { }; output = ""; };
  step = { i, cell, tape, output }@state:
    let
      here = tape.${toString cell} or 0;
      put = value: state // { i = i + 1; tape = tape // { ${toString cell} = value; }; };
      goTo = target: state // { i = target; };
    in
    {
      ">" = state // { i = i + 1; cell = cell + 1; };
      "<" = state // { i = i + 1; cell = cell - 1; };
      "+" = put (if here == 255 then 0 else here + 1);
      "-" = put (if here == 0 then 255 else here - 1);
      "." = state // { i = i + 1; output = output + character here; };
      "[" = goTo (if here == 0 then jumps.${toString i} + 1 else i + 1);
      "]" = goTo (if here == 0 then i + 1 else jumps.${toString i} + 1);
    }.${at i} or (goTo (i + 1));

  # Steps that may be thousands: forcing each one keeps thunks from piling up.
  run = state: if state.i >= length then state else run (builtins.deepSeq state.tape (step state));

  # There is no builtin for the character of a code, but JSON knows it.
  character = code: builtins.fromJSON ''"\u00${hexDigit (code / 16)}${hexDigit (code - code / 16 * 16)}"'';
  hexDigit = n: builtins.substring n 1 "0123456789abcdef";

  end = run start;
in
{
  inherit (end) output;
  cells = end.tape;
}
