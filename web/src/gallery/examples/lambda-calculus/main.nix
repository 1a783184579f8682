# Functions alone are enough: numbers, booleans, pairs and lists made of nothing else.
let
  # A number is how often something is done.
  zero = f: x: x;
  successor = n: f: x: f (n f x);
  add = m: n: f: x: m f (n f x);
  multiply = m: n: f: m (n f);
  power = m: n: n m;

  # To see a number: count from 0 in real integers.
  toInt = n: n (x: x + 1) 0;
  fromInt = i: if i == 0 then zero else successor (fromInt (i - 1));

  # A boolean chooses.
  true' = a: b: a;
  false' = a: b: b;
  isZero = n: n (_: false') true';
  toBool = b: b true false;

  # A pair keeps two things until somebody chooses.
  pair = a: b: choose: choose a b;
  first = p: p true';
  second = p: p false';

  # One less: walk up with a pair that lags one step behind.
  predecessor = n: first (n (p: pair (second p) (successor (second p))) (pair zero zero));
  subtract = m: n: n predecessor m;

  # Recursion without any name: the fixpoint combinator. Nix is lazy, so Y works as it is.
  Y = f: (x: f (x x)) (x: f (x x));
  factorial = Y (self: n: isZero n (successor zero) (multiply n (self (predecessor n))));

  two = fromInt 2;
  three = fromInt 3;
  five = fromInt 5;
in
{
  sum = toInt (add two three);
  product = toInt (multiply three five);
  power = toInt (power two five);
  difference = toInt (subtract five two);
  isZero = map (n: toBool (isZero n)) [ zero three ];
  factorial = toInt (factorial five);
}
