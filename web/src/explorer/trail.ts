/** Where the explorer has been, kept in step with the browser's own history. */
import { createSignal, type Accessor } from "solid-js";
import { decodePlace, encodePlace } from "./link.ts";
import { linkPrefix } from "./prefix.ts";
import { isSamePlace } from "./subject.ts";
import type { Place } from "./types.ts";

/** Characters of an address that all browsers take. */
const longestAddress = 30_000;
/** Milliseconds before a replaced place is written to the address: browsers refuse too many changes. */
const writePause = 250;

export interface Trail {
  /** Null for the start page. */
  place: Accessor<Place | null>;
  canGoBack: Accessor<boolean>;
  canGoForward: Accessor<boolean>;
  back: () => void;
  forward: () => void;
  /** Shows a place, as a step or instead of the one that is shown. */
  go: (place: Place | null, replace: boolean) => void;
  dispose: () => void;
}

export interface TrailOptions {
  history: Pick<History, "state" | "pushState" | "replaceState" | "back" | "forward">;
  location: Pick<Location, "hash" | "pathname" | "search">;
  listen: (type: "popstate", listener: (event: PopStateEvent) => void) => () => void;
  /** The browser went to another place of the explorer. */
  onMoved: () => void;
}

/** Begins with the place that the address says, or the start page. */
export function createTrail(options: TrailOptions): Trail {
  const { history, location } = options;
  /** Entries of another visit are not steps of this one. */
  const visit = crypto.randomUUID();
  const [places, setPlaces] = createSignal<readonly (Place | null)[]>([decodePlace(location.hash)]);
  const [index, setIndex] = createSignal(0);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const indexOf = (state: unknown): number | null => {
    const { explorer } = (state ?? {}) as { explorer?: { visit?: unknown; index?: unknown } };
    return explorer?.visit === visit && typeof explorer.index === "number" ? explorer.index : null;
  };
  const addressOf = (place: Place | null): string => {
    const fragment = place === null ? "" : encodePlace(place);
    return location.pathname + location.search + (fragment.length > longestAddress ? "" : fragment);
  };
  const write = (how: "pushState" | "replaceState"): void => {
    clearTimeout(timer);
    try {
      history[how]({ explorer: { visit, index: index() } }, "", addressOf(places()[index()] ?? null));
    } catch {
      // Too many changes in a short time: the address is behind, the explorer is not.
    }
  };
  /** The explorer's own entries; the address of a shared workspace is not overwritten before there is something to show. */
  if (places()[0] !== null) write("replaceState");

  const go: Trail["go"] = (place, replace) => {
    const now = places()[index()] ?? null;
    if (isSamePlace(place, now)) return;
    if (replace) {
      setPlaces(places().with(index(), place));
      clearTimeout(timer);
      timer = setTimeout(() => write("replaceState"), writePause);
      return;
    }
    // What was replaced a moment ago is what back leads to.
    if (indexOf(history.state) === index()) write("replaceState");
    setPlaces([...places().slice(0, index() + 1), place]);
    setIndex(index() + 1);
    write("pushState");
  };

  const step = (by: 1 | -1): void => {
    const to = index() + by;
    if (to < 0 || to >= places().length) return;
    // The browser's own step, if its entry beside this one is ours.
    if (indexOf(history.state) === index() && (by === 1 || index() > 0)) {
      if (by === -1) history.back();
      else history.forward();
      return;
    }
    setIndex(to);
    write("pushState");
  };

  const stop = options.listen("popstate", ({ state }) => {
    const known = indexOf(state);
    if (known !== null && known < places().length) {
      setIndex(known);
      return options.onMoved();
    }
    if (!location.hash.startsWith(linkPrefix)) {
      // Back to before the first step: the start page, without taking the pane away.
      if (location.hash === "" && index() > 0 && places()[0] === null) setIndex(0);
      return;
    }
    const place = decodePlace(location.hash);
    if (place === null) return;
    setPlaces([...places().slice(0, index() + 1), place]);
    setIndex(index() + 1);
    write("replaceState");
    options.onMoved();
  });

  return {
    place: () => places()[index()] ?? null,
    canGoBack: () => index() > 0,
    canGoForward: () => index() < places().length - 1,
    back: () => step(-1),
    forward: () => step(1),
    go,
    dispose() {
      clearTimeout(timer);
      stop();
    },
  };
}
