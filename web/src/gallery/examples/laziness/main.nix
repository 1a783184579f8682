# Nothing is computed before it is needed. An unevaluated value is called a thunk.
let
  # This would be an error if anyone looked at it. Nobody does.
  bomb = throw "you looked";

  pair = { safe = 1; danger = bomb; };

  # An endless list is no problem as a function of a position,
  numbersFrom = n: { head = n; tail = numbersFrom (n + 1); };
  # as long as only a part of it is taken.
  take = n: stream: if n == 0 then [ ] else [ stream.head ] ++ take (n - 1) stream.tail;
in
{
  one = pair.safe;

  # The length of a list doesn't depend on its elements.
  length = builtins.length [ bomb bomb bomb ];

  # `&&` stops at the first false, so the right side is never reached.
  shortCircuit = false && bomb;

  firstFive = take 5 (numbersFrom 1);

  # `seq` forces its first argument, but only to its outermost layer:
  # the list is a list, whatever is in it.
  outermostOnly = builtins.seq [ bomb ] "fine";

  # `deepSeq` goes all the way down. `tryEval` tells what came of it.
  allTheWay = (builtins.tryEval (builtins.deepSeq [ bomb ] "fine")).success;
}
