/** Dragging over a picture to choose a part of it. */
import { createSignal, type Accessor } from "solid-js";

export interface Drag {
  /** Pixels from the left, the smaller first; null while nothing is dragged. */
  band: Accessor<{ from: number; to: number } | null>;
  onPointerDown: (event: PointerEvent) => void;
  onPointerMove: (event: PointerEvent) => void;
  onPointerUp: (event: PointerEvent) => void;
  onPointerCancel: () => void;
  /** Whether the press that ends now was a drag; the click that follows it is none. */
  wasDrag: () => boolean;
}

/** Pixels below which a press is a press. */
const slack = 6;

/**
 * Makes one.
 * @param place - pixels from the left of the picture
 * @param choose - told what was chosen, in pixels
 */
export function createDrag(
  place: (event: PointerEvent) => number,
  choose: (from: number, to: number) => void,
): Drag {
  const [band, setBand] = createSignal<{ from: number; to: number } | null>(null);
  let start: number | null = null;
  let dragged = false;
  return {
    band,
    onPointerDown: (event) => {
      dragged = false;
      start = event.button === 0 && event.isPrimary ? place(event) : null;
    },
    onPointerMove: (event) => {
      if (start === null) return;
      const at = place(event);
      if (!dragged && Math.abs(at - start) < slack) return;
      if (!dragged && event.currentTarget instanceof HTMLElement) {
        event.currentTarget.setPointerCapture(event.pointerId);
      }
      dragged = true;
      setBand({ from: Math.min(start, at), to: Math.max(start, at) });
    },
    onPointerUp: () => {
      const chosen = band();
      start = null;
      setBand(null);
      if (dragged && chosen !== null) choose(chosen.from, chosen.to);
    },
    onPointerCancel: () => {
      start = null;
      dragged = false;
      setBand(null);
    },
    wasDrag: () => dragged,
  };
}
