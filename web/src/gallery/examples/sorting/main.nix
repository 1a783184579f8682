# Three sorts of the same 2,000 numbers. Evaluate, and look at the counts in the status line;
# then leave one out of `sorted` and see what changes.
let
  # Numbers that look random: each is computed from the one before.
  random = count: builtins.tail (builtins.foldl'
    (numbers: _: [ (step (builtins.head numbers)) ] ++ numbers)
    [ 42 ]
    (builtins.genList (n: n) count));
  step = x: let y = x * 1103515245 + 12345; in y - (y / 65536) * 65536;

  # Take the first, put smaller ones before it and larger ones behind it.
  quicksort = list:
    if list == [ ] then [ ] else
    let
      pivot = builtins.head list;
      parts = builtins.partition (x: x < pivot) (builtins.tail list);
    in
    quicksort parts.right ++ [ pivot ] ++ quicksort parts.wrong;

  # Sort both halves, then merge them: builtins.sort does it this way, in the host language.
  mergesort = list:
    let
      length = builtins.length list;
      half = length / 2;
      slice = from: count: builtins.genList (i: builtins.elemAt list (from + i)) count;
    in
    if length < 2 then list else merge (mergesort (slice 0 half)) (mergesort (slice half (length - half)));
  # Takes the smaller of the two next elements each time; i and j say how far each list is used up.
  merge = a: b:
    let
      total = builtins.length a + builtins.length b;
      next = { i, j, ... }:
        if j >= builtins.length b || i < builtins.length a && builtins.elemAt a i <= builtins.elemAt b j
        then { value = builtins.elemAt a i; i = i + 1; inherit j; }
        else { value = builtins.elemAt b j; j = j + 1; inherit i; };
      states = builtins.foldl'
        (states: _: { state = next states.state; before = states; })
        { state = { i = 0; j = 0; }; }
        (builtins.genList (n: n) total);
      collect = states: list:
        if states ? before then collect states.before ([ states.state.value ] ++ list) else list;
    in
    collect states [ ];

  numbers = random 2000;
  sorted = {
    builtin = builtins.sort builtins.lessThan numbers;
    quick = quicksort numbers;
    # `++` copies: one element at a time makes long lists slow. So fewer numbers here.
    merge = mergesort (builtins.genList (builtins.elemAt numbers) 200);
  };
in
{
  agree = sorted.builtin == sorted.quick;
  mergeIsSorted = sorted.merge == builtins.sort builtins.lessThan sorted.merge;
  smallest = builtins.genList (builtins.elemAt sorted.builtin) 5;
}
