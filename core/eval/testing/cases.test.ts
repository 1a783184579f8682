import { expect, test } from "vitest";
import { formatCases, parseCases } from "./cases.ts";

const text = `# remark
== section
>> 1
=> 1
>> {
..   a = 1;
.. }.b
:: lazy
!! attribute 'b' missing
36!! missing-attribute: attribute 'b' missing

>> throw "a\\x0ab"
:: escaped
!? a
!? b
>> 2
:: only-2.36
36=> 2
`;

test("files are written as they are read", () => {
  expect(formatCases(parseCases(text, "t"))).toBe(text.replace("a\\x0ab", "a\n.. b"));
});

test("what is read", () => {
  const cases = parseCases(text, "t").filter((item) => "expr" in item);
  expect(cases).toMatchObject([
    { expr: "1", section: "section", old: { ok: true, out: "1" }, newest: null, line: 3 },
    {
      expr: "{\n  a = 1;\n}.b",
      options: ["lazy"],
      old: { ok: false, message: "attribute 'b' missing", catchable: false, kind: null },
      newest: { ok: false, kind: "missing-attribute", catchable: false },
    },
    { expr: 'throw "a\nb"', old: { ok: false, message: "a\nb", catchable: true } },
    { options: ["only-2.36"], old: null, newest: { ok: true, out: "2" } },
  ]);
});

test("mistakes are found", () => {
  expect(() => parseCases("=> 1\n", "t")).toThrow("t:1: no case before");
  expect(() => parseCases(">> 1\n:: bogus\n", "t")).toThrow("unknown option");
  expect(() => parseCases(">> 1\n36!! bogus\n", "t")).toThrow("unknown kind");
  expect(() => parseCases("what\n", "t")).toThrow("not understood");
});
