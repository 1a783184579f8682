import { describe, expect, it } from "vitest";
import { FileBytes } from "./file-bytes.ts";
import { partOfOffset, partsOf, textPart } from "./text-parts.ts";

function fileOf(bytes: Uint8Array): FileBytes {
  const read = (_: string, from: number, to: number) =>
    Promise.resolve({ type: "ok" as const, value: bytes.slice(from, to) });
  return new FileBytes({ read }, "node", bytes.length);
}

const partIn = async (file: FileBytes, part: number): Promise<string> =>
  (await textPart(
    file,
    part,
    () => undefined,
    () => true,
  ))!.text;

describe("parts of a long text", () => {
  it("put together are the text, each of whole lines", async () => {
    const lines = Array.from({ length: 300_000 }, (_, i) => `line ${i} ä😀`);
    const text = `${lines.join("\n")}\n`;
    const file = fileOf(new TextEncoder().encode(text));
    const count = partsOf(file.size);
    expect(count).toBeGreaterThan(4);
    let all = "";
    for (let part = 0; part < count; part++) {
      const found = await partIn(file, part);
      expect(found.endsWith("\n")).toBe(true);
      all += found;
    }
    expect(all === text).toBe(true);
    expect(partOfOffset(file.size - 1, file.size)).toBe(count - 1);
  });

  it("know in which of their lines a byte is", async () => {
    const text = Array.from({ length: 400_000 }, (_, i) => `line ${i}\n`).join("");
    const offset = text.indexOf("line 200000\n");
    const file = fileOf(new TextEncoder().encode(text));
    const number = partOfOffset(offset, file.size);
    const part = (await textPart(
      file,
      number,
      () => undefined,
      () => true,
    ))!;
    expect(part.text.split("\n")[part.lineOf(offset) - 1]).toBe("line 200000");
  });

  it("cut no character where there are no lines", async () => {
    const file = fileOf(new TextEncoder().encode("ä".repeat(3_000_000)));
    const all = (await Promise.all([0, 1, 2, 3, 4, 5].map((part) => partIn(file, part)))).join("");
    expect(all === "ä".repeat(3_000_000)).toBe(true);
  });
});
