# Four ways to bring names into scope.
let
  # let … in: names for one expression. They see each other, in any order.
  area = width * height;
  width = 6;
  height = 7;

  tools = { name = "tools"; hammer = "bang"; saw = "swish"; };
  name = "outer";
in
{
  inherit area;

  # rec: the attributes of a set see each other.
  recursive = rec {
    base = "https://example.org";
    docs = "${base}/docs";
  };

  # inherit copies names from outside, or out of a set in parentheses.
  inherited = { inherit name; inherit (tools) hammer saw; };

  # with: all attributes of a set, but only for names that nothing else defines.
  # `name` is the one of `let`, because `with` is the weakest of all.
  weak = with tools; [ hammer saw name ];

  # The inner `with` wins over the outer one.
  inner = with { x = "outer"; }; with { x = "inner"; }; x;

  # An update of a `rec` set does not reach what was computed from it:
  # for that, see the example on fixpoints.
  notUpdated = (rec { x = 1; y = x + 1; } // { x = 10; }).y;
}
