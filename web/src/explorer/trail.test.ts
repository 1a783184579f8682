import { describe, expect, it } from "vitest";
import { createRoot } from "solid-js";
import { encodePlace } from "./link.ts";
import { createTrail, type Trail } from "./trail.ts";
import type { Place } from "./types.ts";

const placeOf = (name: string): Place => ({
  subject: { type: "node", node: name, name },
  view: "files",
  at: "",
  with: null,
});

/** A browser's history, as far as the trail uses it. */
class FakeBrowser {
  entries: { state: unknown; hash: string }[];
  at = 0;
  private listener: ((event: PopStateEvent) => void) | null = null;
  readonly location: Pick<Location, "hash" | "pathname" | "search">;
  moved = 0;

  constructor(hash = "") {
    this.entries = [{ state: null, hash }];
    const hashNow = (): string => this.entries[this.at]!.hash;
    this.location = {
      pathname: "/",
      search: "",
      get hash() {
        return hashNow();
      },
    };
  }

  readonly history = {
    get state() {
      return null as unknown;
    },
    pushState: (state: unknown, _: string, url?: string | URL | null) => {
      this.entries = [...this.entries.slice(0, ++this.at), { state, hash: hashOf(url) }];
    },
    replaceState: (state: unknown, _: string, url?: string | URL | null) => {
      this.entries[this.at] = { state, hash: hashOf(url) };
    },
    back: () => this.step(-1),
    forward: () => this.step(1),
  };

  step(by: number): void {
    this.at += by;
    this.listener?.({ state: this.entries[this.at]!.state } as PopStateEvent);
  }

  trail(): Trail {
    const state = (): unknown => this.entries[this.at]!.state;
    Object.defineProperty(this.history, "state", { get: state });
    return createRoot(() =>
      createTrail({
        history: this.history,
        location: this.location,
        listen: (_, listener) => {
          this.listener = listener;
          return () => (this.listener = null);
        },
        onMoved: () => this.moved++,
      }),
    );
  }
}

const hashOf = (url: string | URL | null | undefined): string => String(url ?? "").replace(/^[^#]*/, "");

describe("the explorer's trail", () => {
  it("goes back to the start page and forward again", () => {
    const browser = new FakeBrowser();
    const trail = browser.trail();
    trail.go(placeOf("a"), false);
    trail.go(placeOf("b"), false);
    expect(browser.location.hash).toBe(encodePlace(placeOf("b")));
    trail.back();
    expect(trail.place()).toEqual(placeOf("a"));
    trail.back();
    expect(trail.place()).toBeNull();
    expect(trail.canGoBack()).toBe(false);
    trail.forward();
    expect(trail.place()).toEqual(placeOf("a"));
    expect(browser.location.hash).toBe(encodePlace(placeOf("a")));
  });

  it("follows the browser's own buttons", () => {
    const browser = new FakeBrowser();
    const trail = browser.trail();
    trail.go(placeOf("a"), false);
    trail.go(placeOf("b"), false);
    browser.step(-1);
    expect(trail.place()).toEqual(placeOf("a"));
    browser.step(-1);
    expect(trail.place()).toBeNull();
  });

  it("begins where the address says, and takes an address that somebody enters", () => {
    const browser = new FakeBrowser(encodePlace(placeOf("a")));
    const trail = browser.trail();
    expect(trail.place()).toEqual(placeOf("a"));
    browser.entries.push({ state: null, hash: encodePlace(placeOf("b")) });
    browser.step(1);
    expect(trail.place()).toEqual(placeOf("b"));
    expect(browser.moved).toBe(1);
    trail.back();
    expect(trail.place()).toEqual(placeOf("a"));
  });

  it("leaves the addresses of others alone", () => {
    const browser = new FakeBrowser("#n2.abc.00000000");
    const trail = browser.trail();
    expect(trail.place()).toBeNull();
    expect(browser.location.hash).toBe("#n2.abc.00000000");
    trail.go(placeOf("a"), false);
    browser.entries.push({ state: null, hash: "#n2.def.00000000" });
    browser.step(1);
    expect(trail.place()).toEqual(placeOf("a"));
    expect(browser.moved).toBe(0);
  });

  it("steps away from what replaced a place", () => {
    const browser = new FakeBrowser();
    const trail = browser.trail();
    trail.go(placeOf("a"), false);
    trail.go({ ...placeOf("a"), at: "bin" }, true);
    trail.go(placeOf("b"), false);
    trail.back();
    expect(trail.place()).toEqual({ ...placeOf("a"), at: "bin" });
    expect(browser.location.hash).toContain("at=bin");
  });
});
