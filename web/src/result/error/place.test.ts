import { expect, it } from "vitest";
import { placeOf } from "./place.ts";

it("names places shortly", () => {
  const at = { line: 3, column: 5 };
  expect(placeOf({ file: null, ...at })).toBe("3:5");
  expect(placeOf({ file: "/workspace/lib/a.nix", ...at })).toBe("lib/a.nix:3:5");
  expect(placeOf({ file: "/nix/store/6xg259477c90a229xwmb53pdfkn6ig3g-source/pkgs/x.nix", ...at })).toBe(
    "/nix/store/6xg259…-source/pkgs/x.nix:3:5",
  );
});
