import { expect, test } from "vitest";
import { defaultLayout, readLayout } from "./layout.ts";

test("a kept layout comes back, what makes no sense of it does not", () => {
  const kept = {
    panel: "files",
    panelWidth: 300,
    editorPart: 0.6,
    rightShut: true,
    wide: true,
    tab: "problems",
  };
  expect(readLayout(JSON.stringify(kept))).toEqual(kept);
  expect(readLayout('{"panel":3,"panelWidth":1e9,"editorPart":"0.5","tab":null}')).toEqual(defaultLayout);
  for (const text of [null, "", "{", "null", "[]", "7"]) expect(readLayout(text)).toEqual(defaultLayout);
});
