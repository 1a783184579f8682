import { expect, test } from "vitest";
import { demonstrate, lazily, readConfig, toNix } from "./embed.ts";
import { Evaluator } from "../core/eval/index.ts";

test("Nix configures a program", () => {
  const seen: string[] = [];
  const config = readConfig("production", (name) => {
    seen.push(name);
    return `http://${name}`;
  });
  expect(config).toEqual({
    host: "0.0.0.0",
    port: 80,
    routes: [
      { path: "/users", target: "http://users.production" },
      { path: "/orders", target: "http://orders.production" },
    ],
  });
  expect(seen).toEqual(["users.production", "orders.production"]);
  expect(readConfig("test", () => "x").port).toBe(8080);
});

test("what a builtin of ours throws is an error of the evaluation", () => {
  const lines: string[] = [];
  demonstrate((line) => lines.push(line));
  expect(lines[0]).toContain('"port":80');
  expect(lines[1]).toContain("error: no address for users.test");
  expect(lines[1]).toContain("/config/default.nix:5:");
});

test("values go in, lazily too", () => {
  const evaluator = new Evaluator();
  const value = toNix(evaluator, { a: [1, "é", null, true, { b: {} }] });
  evaluator.deepForce(value);
  expect(evaluator.print(value)).toBe('{ a = [ 1 "\xc3\xa9" null true { b = { }; } ]; }');
  expect(evaluator.force(lazily(evaluator, "1 + 1"))).toBe(2);
});
