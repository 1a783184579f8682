# throw and assert make errors that tryEval catches. Other errors are mistakes of the program and are
# not caught: a missing attribute, a wrong type, endless recursion, abort.
let
  parsePort = text:
    let number = builtins.fromJSON text;
    in
    if builtins.match "[0-9]+" text == null then throw "not a port: ${text}"
    else assert number < 65536; number;

  attempt = value: let result = builtins.tryEval value; in if result.success then result.value else "failed";

  # The first of several ways that works.
  firstWorking = values:
    builtins.foldl' (found: value: if found != "failed" then found else attempt value) "failed" values;
in
{
  ports = map (text: attempt (parsePort text)) [ "8080" "http" "99999" ];

  # What tryEval answers: `value` is false when it failed.
  answer = builtins.tryEval (throw "no");

  # Only the outermost layer is tried: the error is inside the list.
  shallow = (builtins.tryEval [ (throw "inside") ]).success;
  deep = (builtins.tryEval (builtins.deepSeq [ (throw "inside") ] true)).success;

  fallback = firstWorking [ (throw "first") (assert false; "second") "third" ];

  # To ask instead of trying is often better: `or` and `?` know what is missing.
  asked = { }.missing or "default";
}
