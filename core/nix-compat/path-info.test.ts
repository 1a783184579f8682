import fc from "fast-check";
import { expect, test } from "vitest";
import { formatExportedPathInfos, parseExportedPathInfos, PathInfoError } from "./path-info.ts";

const path = "/nix/store/00000000000000000000000000000000-a";

test("known text", () => {
  const info = { path, narSize: 3, closureSize: 5, narHash: new Uint8Array(32), references: [path] };
  const text = `[{"closureSize":5,"narHash":"sha256:${"0".repeat(52)}","narSize":3,"path":"${path}","references":["${path}"]}]`;
  expect(formatExportedPathInfos([info])).toBe(text);
  expect(parseExportedPathInfos(text.replace("sha256:", ""))).toEqual([info]);
});

test("entries read back", () => {
  const byBytes = (a: string, b: string): number => (a < b ? -1 : 1);
  const word = fc.stringMatching(/^[a-z0-9]{1,8}$/).map((name) => `/nix/store/${name}`);
  const info = fc.record({
    path: word,
    narSize: fc.maxSafeNat(),
    closureSize: fc.maxSafeNat(),
    narHash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    references: fc.uniqueArray(word).map((paths) => paths.sort(byBytes)),
  });
  const infos = fc.uniqueArray(info, { selector: ({ path }) => path });
  fc.assert(
    fc.property(infos, (infos) => {
      const sorted = [...infos].sort((a, b) => byBytes(a.path, b.path));
      expect(parseExportedPathInfos(formatExportedPathInfos(infos))).toEqual(sorted);
    }),
  );
});

test.each([
  ["{", "references graph: "],
  ["{}", "must be a list"],
  ["[1]", "entry 0: must be an object"],
  [`[{"path":"${path}","narSize":-1,"references":[]}]`, "'narSize' must be a size"],
  [`[{"path":"${path}","narSize":1,"closureSize":1,"narHash":"x","references":[]}]`, "entry 0: hash 'x'"],
  [`[{"path":"${path}","narSize":1,"closureSize":1,"references":{}}]`, "'references' must be a list"],
])("refuses %s", (text, message) => {
  expect(() => parseExportedPathInfos(text)).toThrow(PathInfoError);
  expect(() => parseExportedPathInfos(text)).toThrow(message);
});
