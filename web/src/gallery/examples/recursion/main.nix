# There are no loops. A function that calls itself takes their place,
# and the builtins take the place of most of those.
let
  factorial = n: if n == 0 then 1 else n * factorial (n - 1);

  # Two functions may call each other.
  isEven = n: n == 0 || isOdd (n - 1);
  isOdd = n: n != 0 && isEven (n - 1);

  # foldl' walks over a list from the left and carries a value along.
  # Its accumulator is forced at each step, so it grows no chain of thunks.
  sum = builtins.foldl' (total: x: total + x) 0;

  fibonacci = n: (builtins.foldl'
    ({ a, b }: _: { a = b; b = a + b; })
    { a = 0; b = 1; }
    (builtins.genList (x: x) n)).a;

  # A tree is walked by a function that calls itself for each child.
  node = value: children: { inherit value children; };
  tree = node 1 [ (node 2 [ ]) (node 3 [ (node 4 [ ]) ]) ];
  total = { value, children }: value + sum (map total children);

  # Calls may nest deeply: no stack of the machine runs out. Nix itself ends at 10,000.
  count = n: if n == 0 then 0 else 1 + count (n - 1);
in
{
  factorials = map factorial [ 0 1 5 10 20 ];
  even = map isEven [ 0 7 10 ];
  sumTo1000 = sum (builtins.genList (n: n + 1) 1000);
  fibonacci = map fibonacci [ 1 2 10 50 90 ];
  treeTotal = total tree;
  deep = count 5000;
}
