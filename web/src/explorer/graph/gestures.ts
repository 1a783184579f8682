/** Moving a picture by mouse, pen and fingers. */
import { zoomAt, type Viewport } from "./viewport.ts";

export interface Gestures {
  view: () => Viewport;
  onView: (view: Viewport) => void;
  /** A press that did not move, in pixels of the element. */
  onPress: (x: number, y: number, twice: boolean) => void;
  /** The mouse is over it; null when it has left. */
  onHover: (at: { x: number; y: number } | null) => void;
}

/** Pixels that a press may move. */
const still = 5;
/** Milliseconds within which a second press makes two. */
const twiceWithin = 350;

/** Listens on an element. @returns what ends it */
export function listen(element: HTMLElement, gestures: Gestures): () => void {
  const pointers = new Map<number, { x: number; y: number }>();
  let moved = 0;
  let lastPress = { time: -Infinity, x: 0, y: 0 };
  const placeOf = (event: MouseEvent): { x: number; y: number } => {
    const { left, top } = element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  /** The middle of all fingers, and how far apart they are. */
  const grip = (): { x: number; y: number; apart: number } => {
    const [a, b] = [...pointers.values()];
    if (a === undefined) return { x: 0, y: 0, apart: 1 };
    if (b === undefined) return { ...a, apart: 1 };
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, apart: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)) };
  };

  const onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    if (pointers.size === 0) moved = 0;
    else moved = Infinity;
    pointers.set(event.pointerId, placeOf(event));
    element.setPointerCapture(event.pointerId);
  };
  const onMove = (event: PointerEvent): void => {
    const known = pointers.get(event.pointerId);
    if (known === undefined) {
      if (event.pointerType === "mouse") gestures.onHover(placeOf(event));
      return;
    }
    const before = grip();
    const to = placeOf(event);
    moved += Math.hypot(to.x - known.x, to.y - known.y);
    pointers.set(event.pointerId, to);
    if (moved < still) return;
    const after = grip();
    const zoomed = zoomAt(gestures.view(), after.apart / before.apart, before.x, before.y);
    gestures.onView({ ...zoomed, x: zoomed.x + after.x - before.x, y: zoomed.y + after.y - before.y });
  };
  const onUp = (event: PointerEvent): void => {
    if (!pointers.delete(event.pointerId) || event.type === "pointercancel" || moved >= still) return;
    const { x, y } = placeOf(event);
    const near = Math.hypot(x - lastPress.x, y - lastPress.y) < 4 * still;
    const twice = near && event.timeStamp - lastPress.time < twiceWithin;
    lastPress = twice ? { time: -Infinity, x, y } : { time: event.timeStamp, x, y };
    gestures.onPress(x, y, twice);
  };
  const onLeave = (): void => gestures.onHover(null);
  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const { x, y } = placeOf(event);
    // Lines and pages are told by some mice instead of pixels.
    const step = event.deltaY * [1, 20, 400][event.deltaMode]!;
    gestures.onView(zoomAt(gestures.view(), Math.exp(-Math.max(-240, Math.min(240, step)) / 400), x, y));
  };

  element.addEventListener("pointerdown", onDown);
  element.addEventListener("pointermove", onMove);
  element.addEventListener("pointerup", onUp);
  element.addEventListener("pointercancel", onUp);
  element.addEventListener("pointerleave", onLeave);
  element.addEventListener("wheel", onWheel, { passive: false });
  return () => {
    element.removeEventListener("pointerdown", onDown);
    element.removeEventListener("pointermove", onMove);
    element.removeEventListener("pointerup", onUp);
    element.removeEventListener("pointercancel", onUp);
    element.removeEventListener("pointerleave", onLeave);
    element.removeEventListener("wheel", onWheel);
  };
}
