/** What keys do to the picture of a graph. */
import type { Direction } from "./scene.ts";

export type KeyStep =
  | { type: "go"; direction: Direction }
  | { type: "pan"; x: number; y: number }
  | { type: "zoom"; factor: number }
  | { type: "fit" | "start" | "fold" | "search" };

const arrows: Readonly<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** Pixels that a key moves the picture. */
const stride = 80;

const pans: Readonly<Record<Direction, { x: number; y: number }>> = {
  left: { x: stride, y: 0 },
  right: { x: -stride, y: 0 },
  up: { x: 0, y: stride },
  down: { x: 0, y: -stride },
};

/** What a key does; null for those that are somebody else's. */
export function keyStep(
  event: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">,
): KeyStep | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const direction = arrows[event.key];
  if (direction !== undefined) {
    return event.shiftKey ? { type: "pan", ...pans[direction] } : { type: "go", direction };
  }
  switch (event.key) {
    case "+":
    case "=":
      return { type: "zoom", factor: 1.25 };
    case "-":
      return { type: "zoom", factor: 0.8 };
    case "0":
      return { type: "fit" };
    case "Home":
      return { type: "start" };
    case "Enter":
    case " ":
      return { type: "fold" };
    case "/":
      return { type: "search" };
    default:
      return null;
  }
}

/** For people who can't see them. */
export const keyHelp =
  "Arrows go to inputs at the right, users at the left, neighbours above and below. Shift and arrows move the picture, plus and minus zoom, 0 shows all of it. Enter folds or unfolds the inputs. Slash searches.";
