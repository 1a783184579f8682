import { describe, expect, it } from "vitest";
import { modesOf, pictureType } from "./detect.ts";

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

describe("what a file is", () => {
  it("is told by its first bytes", () => {
    expect(modesOf("hello", bytes("\x7fELF\x02"), true)).toEqual(["elf", "hex"]);
    expect(modesOf("x", bytes("\x89PNG\r\n\x1a\n"), true)[0]).toBe("picture");
    expect(modesOf("x.txt", bytes("a\x00b"), true)[0]).toBe("hex");
    expect(modesOf("x", bytes("#!/bin/sh\n"), true)[0]).toBe("text");
    expect(modesOf("empty", bytes(""), true)[0]).toBe("text");
  });

  it("is no picture for its name alone", () => {
    expect(pictureType("x.png", bytes("no"))).toBeNull();
    expect(pictureType("x.svg", bytes("no"))).toBeNull();
    expect(pictureType("x.svg", bytes('<?xml version="1.0"?><svg xmlns="…">'))).toBe("image/svg+xml");
  });

  it("is text also where its last character is cut", () => {
    expect(modesOf("x", bytes("a\xc3"), false)[0]).toBe("text");
    expect(modesOf("x", bytes("a\xc3"), true)[0]).toBe("hex");
  });
});
