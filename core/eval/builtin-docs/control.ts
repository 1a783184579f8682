/** Builtins that steer evaluation: errors, order, messages. */
import { entry } from "./types.ts";

export const controlDocs = [
  entry(
    "abort",
    "s",
    "Ends the evaluation with the error message `s`. Unlike `throw` it can't be caught. In scope without `builtins.`.",
    [
      [
        'abort "this must not happen"',
        "error: evaluation aborted with the following error message: 'this must not happen'",
      ],
    ],
  ),
  entry(
    "addErrorContext",
    "context value",
    "The value of `value`. If evaluating it fails, the string `context` appears among the lines that tell what led to the error.",
    [['builtins.addErrorContext "while adding" (1 + 2)', "3"]],
  ),
  entry(
    "break",
    "v",
    "Stops here in a debugger; everywhere else simply the value of `v`. In scope without `builtins.`.",
    [["break 1", "1"]],
    { since: "2.9" },
  ),
  entry(
    "deepSeq",
    "e1 e2",
    "Evaluates `e1` with everything in it, items of lists and attributes of sets however deep, then gives the value of `e2`. Values that contain themselves are no trouble.",
    [['builtins.deepSeq [ 1 [ (1 + 1) ] ] "done"', '"done"']],
  ),
  entry(
    "seq",
    "e1 e2",
    "Evaluates `e1` to its outermost shape (of a set no attributes, of a list no items), then gives the value of `e2`. Useful to have errors early, or to keep long chains of unevaluated values from growing.",
    [['builtins.seq { a = throw "not reached"; } 1', "1"]],
  ),
  entry(
    "throw",
    "s",
    "Fails with the error message `s`. `tryEval` can catch it, and tools that look at many packages leave out what throws. In scope without `builtins.`.",
    [['throw "not supported"', "error: not supported"]],
  ),
  entry(
    "trace",
    "e1 e2",
    "Shows the value of `e1` among the messages, then gives the value of `e2`. Strings are shown as they are; everything else as it is printed, without evaluating what is inside. A means to look into an evaluation.",
    [['builtins.trace "computing" (1 + 1)', "2"]],
  ),
  entry(
    "traceVerbose",
    "e1 e2",
    "Like `trace` if the setting `trace-verbose` is on; else simply the value of `e2`.",
    [['builtins.traceVerbose "details" 1', "1"]],
    { since: "2.10" },
  ),
  entry(
    "tryEval",
    "e",
    "Evaluates `e` to its outermost shape and tells whether that worked: `{ success = true; value = e; }`, or `{ success = false; value = false; }` after `throw`, a failed `assert`, or a `<path>` that was not found. All other errors, `abort` among them, can't be caught. What is inside of sets and lists may still fail later.",
    [
      ['builtins.tryEval (throw "no")', "{ success = false; value = false; }"],
      ['(builtins.tryEval { a = throw "no"; }).success', "true"],
    ],
  ),
  entry(
    "warn",
    "e1 e2",
    "Shows the string `e1` as a warning, then gives the value of `e2`. With the setting `abort-on-warn` evaluation ends there instead, so that one sees what led to it.",
    [['builtins.warn "`foo` is deprecated" 1', "1"]],
    { since: "2.23" },
  ),
];
