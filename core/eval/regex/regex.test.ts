import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ask, hasOracle } from "../testing/oracle.ts";
import { Forward } from "./forward.ts";
import { compileRegex, Regex, RegexError, type Bounds } from "./index.ts";
import { nativePattern } from "./native.ts";
import { parseRegex } from "./parse.ts";

const noPoll = (): void => {};

function match(pattern: string, subject: string): (string | null)[] | null {
  const bounds = compileRegex(pattern).match(subject, noPoll);
  return bounds === null ? null : groups(subject, bounds);
}

function groups(subject: string, bounds: Bounds): (string | null)[] {
  const result: (string | null)[] = [];
  for (let i = 2; i < bounds.length; i += 2)
    result.push(bounds[i]! < 0 ? null : subject.slice(bounds[i], bounds[i + 1]));
  return result;
}

function all(pattern: string, subject: string): Bounds[] {
  return allOf(compileRegex(pattern), subject);
}

function allOf(regex: Regex, subject: string): Bounds[] {
  const scan = regex.scan(subject, noPoll);
  const found: Bounds[] = [];
  for (let bounds = scan.search(0); bounds !== null; bounds = scan.after(bounds)) found.push(bounds);
  return found;
}

function texts(pattern: string, subject: string): string[] {
  return all(pattern, subject).map((bounds) => subject.slice(bounds[0], bounds[1]));
}

function hex(text: string): string {
  return Buffer.from(text, "latin1").toString("hex");
}

/** What a line of the recorded results should say. */
function summary(kind: string, pattern: string, subject: string): string {
  try {
    if (kind === "match") {
      const found = match(pattern, subject);
      return found === null ? "null" : found.map((g) => `[${g === null ? "-" : hex(g)}]`).join("");
    }
    const span = (b: Bounds, g: number): string =>
      b[2 * g]! < 0 ? "-" : `${b[2 * g]}+${b[2 * g + 1]! - b[2 * g]!}`;
    return all(pattern, subject)
      .map(
        (b) =>
          `${span(b, 0)}${Array.from({ length: b.length / 2 - 1 }, (_, g) => `[${span(b, g + 1)}]`).join("")};`,
      )
      .join("");
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    return error.tooLarge ? "space" : "error";
  }
}

test("as libstdc++, recorded", () => {
  const lines = readFileSync(new URL("testdata/libstdcxx.txt", import.meta.url), "latin1")
    .trimEnd()
    .split("\n");
  const unescape = (text: string): string =>
    text.replace(/%(..)/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
  const wrong: string[] = [];
  for (const line of lines) {
    if (line.startsWith("#")) continue;
    const [kind, pattern, subject, result] = line.split(" ");
    const ours = summary(kind!, unescape(pattern!), unescape(subject!));
    if (ours !== result) wrong.push(`${line}\nours: ${ours}`);
  }
  expect(wrong).toEqual([]);
  expect(lines.length).toBeGreaterThan(1000);
});

describe("which match", () => {
  test.each([
    ["(a|ab)(c|bcd)(d*)", "abcd", ["a", "bcd", ""]],
    ["((a)|(b))*", "ab", ["b", "a", "b"]],
    ["(a?)*", "aa", [""]],
    ["(x)?y", "y", [null]],
    ["a{0}", "", []],
    ["(a){0}", "", [null]],
    ["a*?", "aa", []],
    ["a**", "aa", []],
    ["()", "", [""]],
    ["a|", "", []],
    ["a{2}{3}", "aaaaaa", []],
    [".", "\n", []],
    ["..", "\xc3\xa9", []],
    ["(^a$)", "a", ["a"]],
    ["a^b", "a^b", null],
    ["a", "aa", null],
  ])("%j on %j", (pattern, subject, result) => {
    expect(match(pattern, subject)).toEqual(result);
  });

  test.each([
    ["a|ab", "abab", ["ab", "ab"]],
    // Once a repetition leads to a match, leaving it earlier is not tried, even where that match were longer.
    ["a*(ab)?", "aab", ["aa", "", ""]],
    ["(a|ab)*", "aabab", ["aabab", ""]],
    ["x*", "axb", ["", "x", "", ""]],
    ["^a", "aaa", ["a"]],
    ["a$", "aaa", ["a"]],
    ["()|a", "aab", ["a", "a", "", ""]],
    ["", "ab", ["", "", ""]],
  ])("all of %j in %j", (pattern, subject, result) => {
    expect(texts(pattern, subject)).toEqual(result);
  });
});

describe("syntax", () => {
  test.each([
    [
      "(",
      ")",
      "(a",
      "a)",
      "*",
      "+a",
      "?",
      "{",
      "a{",
      "a{}",
      "a{,2}",
      "a{2,1}",
      "a{1",
      "a{1,2,3}",
      "a{ 1}",
      "(?:a)",
      "(*)",
    ],
    ["^*", "a$*", "a|*", "\\", "\\]", "\\}", "\\-", "\\d", "\\n", "\\1", "\\b", "\\<"],
    [
      "[",
      "[a",
      "[]",
      "[^]",
      "[b-a]",
      "[a-\xff]",
      "[a-c-e]",
      "[a--]",
      "[[:alpha:]-z]",
      "[a-[:alpha:]]",
      "[[:foo:]]",
    ],
    ["[[:alpha]", "[[.ab.]]", "[[.-.]]", "[[..]]", "[[=ab=]]", "[[=\xe9=]]", "[.-[.tilde.]]"],
  ])("errors: %j and others", (...patterns) => {
    for (const pattern of patterns) expect(() => compileRegex(pattern), pattern).toThrow(RegexError);
  });

  test("bytes in brackets", () => {
    expect(match("[]a]+", "]a")).toEqual([]);
    expect(match("[^]a]", "b")).toEqual([]);
    expect(match("[\\]", "\\")).toEqual([]);
    expect(match("[a-]+", "a-")).toEqual([]);
    expect(match("[--a]", "A")).toEqual([]);
    expect(match("[[.hyphen.][.a.]]+", "-a")).toEqual([]);
    expect(match("[[=a=]]+", "aA")).toEqual([]);
    expect(match("[[:ALPHA:][:d:]]+", "aZ9")).toEqual([]);
    expect(match("[[:alpha:]]", "\xe9")).toEqual(null);
    expect(match("[\x80-\xff]", "\xe9")).toEqual([]);
  });

  test("as large as libstdc++ allows, about", () => {
    expect(match("(a{300}){300}", "a")).toBe(null);
    for (const pattern of [
      "a{100001}",
      "a{99999999999}",
      "(a{400}){400}",
      `${"(".repeat(40)}a${"){9}".repeat(40)}`,
    ]) {
      try {
        compileRegex(pattern);
        expect.unreachable();
      } catch (error) {
        expect((error as RegexError).tooLarge).toBe(true);
      }
    }
  });
});

describe("time is linear", () => {
  const patterns = [
    "(x+x+)+y",
    "(x*)*y",
    "((x*)*)*y",
    "(x|x)*y",
    "(x?){30}x{30}y",
    "(.*)(.*)(.*)(.*)z",
    "(xx|x)*y",
    "x{1,200}y",
  ];
  test.each(patterns)("%j", (pattern) => {
    for (const n of [1000, 100_000]) {
      const subject = "x".repeat(n);
      const started = performance.now();
      expect(match(pattern, subject)).toBe(null);
      expect(all(pattern, subject)).toEqual([]);
      expect(performance.now() - started).toBeLessThan(3000);
    }
  });

  test("deep nesting neither overflows the stack nor takes long", () => {
    expect(match("(".repeat(5000) + "a" + ")".repeat(5000), "a")?.length).toBe(5000);
    expect(match("(".repeat(60) + "a?" + ")*".repeat(60), "aaa")?.length).toBe(60);
    expect(match("(a|b?)*".repeat(100), "ab".repeat(100))?.length).toBe(100);
  });

  test("stops when asked to", () => {
    let calls = 0;
    const poll = (): void => {
      if (++calls > 3) throw new Error("stopped");
    };
    expect(() => compileRegex("a*b").match("a".repeat(10 ** 6), poll)).toThrow("stopped");
  });
});

describe("long subjects", () => {
  const subject = "key = value; other=1\n".repeat(20_000);
  test("captures across blocks", () => {
    const found = match("((key) = .*)(other)(.*)", subject)!;
    expect(found[0]!.length + found[2]!.length + found[3]!.length).toBe(subject.length);
    expect(found.slice(1)).toEqual(["key", "other", "=1\n"]);
  });
  test("the same matches as JavaScript's, where those agree", () => {
    const ours = all("([a-z]+) ?= ?([a-z0-9]+)", subject);
    const theirs = [...subject.matchAll(/([a-z]+) ?= ?([a-z0-9]+)/g)];
    expect(ours.length).toBe(theirs.length);
    for (const i of [0, 1, 3119, 3120, 3121, 20_001, 39_999]) {
      expect(ours[i]![0]).toBe(theirs[i]!.index);
      expect(groups(subject, ours[i]!)).toEqual(theirs[i]!.slice(1));
    }
  });
});

const simplePattern = fc
  .array(fc.constantFrom("a", "b", "[ab]", ".", "a*", "b+", "[^a]", "a?", "(a)", "(b*)", "b{1,2}"), {
    maxLength: 5,
  })
  .map((parts) => parts.join(""));

test("whole matches agree with JavaScript where alternatives play no part", () => {
  fc.assert(
    fc.property(
      simplePattern,
      fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 }),
      (pattern, subject) => {
        const theirs = new RegExp(`^(?:${pattern})$`, "s").exec(subject);
        expect(match(pattern, subject)).toEqual(
          theirs === null ? null : theirs.slice(1).map((g) => g ?? null),
        );
      },
    ),
  );
});

const piece = fc.constantFrom(
  "a",
  "b",
  "[ab]",
  "[^a]",
  "[a-c]+",
  "b*",
  "(a)",
  "(b+)",
  "(a(b)?)*",
  "(ab|c)",
  "(a|b)+",
  "c{1,2}",
  "(c*)",
  "-",
  "(-([ab]+))?",
  "((a)|-b)*",
  "()",
  ".",
  "x?",
);

test("patterns that leave no choice match the same in one pass", () => {
  let forward = 0;
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("")),
      fc.array(fc.string({ unit: fc.constantFrom("a", "b", "c", "-", "x"), maxLength: 24 }), {
        maxLength: 8,
      }),
      (pattern, subjects) => {
        const program = parseRegex(pattern);
        if (Forward.of(program) === null) return;
        forward++;
        const quick = new Regex(program);
        const thorough = new Regex(program, null);
        for (const subject of subjects) {
          expect(quick.match(subject, noPoll)).toEqual(thorough.match(subject, noPoll));
          expect(allOf(quick, subject)).toEqual(allOf(thorough, subject));
        }
      },
    ),
    { numRuns: 4000 },
  );
  expect(forward).toBeGreaterThan(1000);
});

test("patterns that leave no choice capture the same in the engine's own matcher", () => {
  let native = 0;
  const subjects = fc.string({ unit: fc.constantFrom("a", "b", "c", "-", "x", "\xff", "\n"), maxLength: 24 });
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("")),
      fc.array(subjects, { maxLength: 8 }),
      (pattern, subjects) => {
        const program = parseRegex(pattern);
        if (Forward.of(program) === null || nativePattern(pattern) === null) return;
        native++;
        const quick = new Regex(program, undefined, pattern);
        const thorough = new Regex(program, null);
        for (let i = 0; i < 40; i++) quick.captures("", noPoll);
        for (const subject of subjects) {
          const bounds = thorough.match(subject, noPoll);
          expect(quick.captures(subject, noPoll)).toEqual(bounds === null ? null : groups(subject, bounds));
          const pieces = quick.pieces(subject);
          if (pieces === null) continue;
          const found = allOf(thorough, subject);
          const starts = [0, ...found.map((b) => b[1]!)];
          const ends = [...found.map((b) => b[0]!), subject.length];
          expect(pieces).toEqual(starts.map((start, i) => subject.slice(start, ends[i])));
        }
      },
    ),
    { numRuns: 4000 },
  );
  expect(native).toBeGreaterThan(500);
});

test.each([
  ["[^:]+", true],
  ["\\.[].]{2,3}", true],
  ["(a)+(b){2}", true],
  ["((a)b)?", true],
  ["((a)b)*", false],
  ["((a)b){2}", false],
  ["(a){0}", false],
  ["a*?", false],
  ["^a", false],
])("%j for the engine's own matcher", (pattern, expected) => {
  expect(nativePattern(pattern) !== null).toBe(expected);
});

test("attempts that lead nowhere do not add up", () => {
  const subject = "a".repeat(100_000);
  expect(all("[a]+b", subject)).toEqual([]);
  expect(all("a(a*b)?", subject).length).toBe(100_000);
});

test.skipIf(!hasOracle())("as real Nix", async () => {
  const subjects = ["", "a", "ab", "aab", "abab", "ba.b", "cab"];
  const patterns = fc.sample(
    fc
      .array(
        fc.constantFrom(
          "a",
          "b",
          "(a|ab)",
          "(b)*",
          "(a?)*",
          ".",
          "(a|b)+",
          "c?",
          "$",
          "^",
          "[^b]",
          "(()|b){0,2}",
        ),
        {
          minLength: 1,
          maxLength: 4,
        },
      )
      .map((parts) => parts.join("")),
    { numRuns: 120, seed: 11 },
  );
  const list = (items: string[]): string => (items.length === 0 ? "[ ]" : `[ ${items.join(" ")} ]`);
  const shown = (found: (string | null)[]): string =>
    list(found.map((g) => (g === null ? "null" : `"${g}"`)));
  const answers = await ask(
    patterns.map((pattern) => ({
      expr: `map (s: [ (builtins.match "${pattern}" s) (builtins.split "${pattern}" s) ]) [ ${subjects.map((s) => `"${s}"`).join(" ")} ]`,
    })),
  );
  answers.forEach((answer, i) => {
    const ours = subjects.map((subject) => {
      const whole = match(patterns[i]!, subject);
      const pieces: string[] = [];
      let from = 0;
      for (const bounds of all(patterns[i]!, subject)) {
        pieces.push(`"${subject.slice(from, bounds[0])}"`, shown(groups(subject, bounds)));
        from = bounds[1]!;
      }
      pieces.push(`"${subject.slice(from)}"`);
      return list([whole === null ? "null" : shown(whole), list(pieces)]);
    });
    expect(answer, patterns[i]).toEqual({ ok: true, out: list(ours) });
  });
});
