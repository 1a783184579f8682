rec {
  square = x: x * x;
  cube = x: x * square x;
}
