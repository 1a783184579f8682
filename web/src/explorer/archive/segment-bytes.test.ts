import { describe, expect, it } from "vitest";
import { NarWriter } from "../../../../core/nix-compat/index.ts";
import type { BytesMark } from "../table/marked-bytes.ts";
import { parseOffset } from "./offset-text.ts";
import { bytesOfSegment, withContent } from "./segment-bytes.ts";
import { layoutOf } from "./testing.ts";

/** The bytes that marks stand for, which must follow each other. */
function join(marks: readonly BytesMark[]): number[] {
  let at = marks[0]!.offset;
  return marks.flatMap((mark) => {
    expect(mark.offset).toBe(at);
    expect(mark.bytes.length).toBe(mark.length);
    at += mark.length;
    return [...mark.bytes];
  });
}

describe("the bytes of segments", () => {
  const content = new Uint8Array(1001).fill(65);

  it("are those of the NAR", () => {
    const written: number[] = [];
    const writer = new NarWriter((bytes) => void written.push(...bytes));
    writer.startDirectory();
    writer.entry("hello");
    writer.file(content.length, false);
    writer.write(content);
    writer.entry("name");
    writer.symlink("type");
    writer.endDirectory();
    writer.end();
    const { segments } = layoutOf({ hello: content.length, name: "type" });
    const marks = segments.flatMap((segment) =>
      withContent(bytesOfSegment(segment, content.length), content),
    );
    expect(join(marks)).toEqual(written);
  });

  it("tell lengths, padding and names apart", () => {
    const { segments } = layoutOf({ type: 3 });
    const entry = segments.find(({ what }) => what === "entry")!;
    const name = bytesOfSegment(entry, 0).marks.find((mark) => mark.label === "the name")!;
    expect(name.value).toBe("type");
    const open = segments.findLast(({ what }) => what === "open")!;
    expect(bytesOfSegment(open, 3).marks.at(-1)).toMatchObject({
      label: "length of the content",
      value: "3",
    });
    const padding = segments.find(({ what }) => what === "padding")!;
    expect(bytesOfSegment(padding, 0).marks).toMatchObject([{ kind: "padding", length: 5 }]);
  });

  it("take contents with their length and padding in one", () => {
    const segment = {
      ...layoutOf(3).segments.find(({ what }) => what === "contents")!,
      offset: 96,
      length: 16,
    };
    const parts = bytesOfSegment(segment, 3);
    expect(parts.content).toEqual({ offset: 104, size: 3 });
    expect(join(withContent(parts, new Uint8Array(3)))).toEqual([3, ...new Array<number>(15).fill(0)]);
  });
});

describe("offsets as text", () => {
  it("are read in every spelling", () => {
    expect(["4096", "4,096", "0x1000", "1000h", "4 KiB", " 0X1000 "].map(parseOffset)).toEqual(
      new Array(6).fill(4096),
    );
    expect(["", "x", "-1", "0x", "1e9", "99999999999999999999"].map(parseOffset)).toEqual(
      new Array(6).fill(null),
    );
  });
});
