# Writing strings, putting values into them, taking them apart.
let
  name = "world";
  list = [ "a" "b" "c" ];
in
{
  # ${…} puts a string into a string. Only strings and what can become one (a path, a derivation) go in:
  # a number needs toString.
  interpolated = "hello ${name}, ${toString (6 * 7)} times";

  # An indented string loses the indentation that all its lines share, and its first empty line.
  indented = ''
    if true; then
      echo "no escaping of quotes needed"
    fi
  '';

  # To write a literal dollar-brace: \${ in quotes, ''${ in an indented string.
  literal = [ "\${HOME}" ''''${HOME}'' ];

  # \n, \t, \" and \\ in quotes; ''\n in an indented string.
  escapes = "tab:\t quote:\" backslash:\\";

  joined = builtins.concatStringsSep ", " list;
  replaced = builtins.replaceStrings [ "l" "o" ] [ "1" "0" ] "hello world";
  slice = builtins.substring 0 4 "evaluator";

  # Strings are bytes: ü is two of them, 😀 is four.
  bytes = map builtins.stringLength [ "u" "ü" "😀" ];

  # Splitting gives the pieces, and between them a list of what the groups matched.
  words = builtins.filter builtins.isString (builtins.split " +" "one two   three");
}
