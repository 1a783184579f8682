import { expect, it } from "vitest";
import { didYouMean, suggestionsFor } from "./suggestions.ts";

it("finds the names nearest to one", () => {
  expect(suggestionsFor("prot", ["host", "port", "part", "prot2", "services"])).toEqual([
    "prot2",
    "part",
    "port",
  ]);
  expect(suggestionsFor("x", [])).toEqual([]);
  expect(suggestionsFor("a", ["b", "c", "d", "e", "f", "g"])).toEqual(["b", "c", "d", "e", "f"]);
  expect(suggestionsFor("long", ["prolongs", "lon", "LONG"])).toEqual(["lon"]);
});

it("words them as Nix does", () => {
  expect(didYouMean([])).toBe("");
  expect(didYouMean(["port"])).toBe("Did you mean port?");
  expect(didYouMean(["a", "b", "c"])).toBe("Did you mean one of a, b or c?");
});
