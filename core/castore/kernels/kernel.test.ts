import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { toBase16 } from "../../nix-compat/index.ts";

// Each test has modules of its own: whether the kernels run is decided once.
beforeEach(() => vi.resetModules());
afterEach(() => vi.unstubAllGlobals());

const emptyDigest = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";

test("ready at once, and after waiting", async () => {
  const { blake3, kernel, ready } = await import("./index.ts");
  const first = kernel();
  expect(toBase16(blake3(new Uint8Array(0)))).toBe(emptyDigest);
  await ready();
  expect(kernel()).toBe(first);
});

test("waiting twice makes one instance", async () => {
  const { kernel, ready } = await import("./index.ts");
  await Promise.all([ready(), ready()]);
  const first = kernel();
  await ready();
  expect(kernel()).toBe(first);
});

test("where the kernels can't run, the error says what is needed", async () => {
  class Module {
    constructor() {
      throw new TypeError("unsupported opcode 0xfd");
    }
  }
  vi.stubGlobal("WebAssembly", { compile: () => Promise.reject(new TypeError("blocked")), Module });
  const { blake3, KernelError, ready } = await import("./index.ts");
  await expect(ready()).rejects.toThrow(KernelError);
  await expect(ready()).rejects.toThrow(/they need WebAssembly with vector instructions .*: blocked$/);
  expect(() => blake3(new Uint8Array(1))).toThrow(/: unsupported opcode 0xfd$/);
  // What was refused once may be tried again.
  vi.unstubAllGlobals();
  await ready();
  expect(toBase16(blake3(new Uint8Array(0)))).toBe(emptyDigest);
});
