/** The moment after which the page has time: what the first result does not need is loaded then. */

let settle!: () => void;
const rest = new Promise<void>((resolve) => (settle = resolve));

/** Milliseconds after which it is time anyway. */
const patience = 1500;

/** Milliseconds in which a result that has come is drawn. */
const paintTime = 200;

/** Resolves when the first result is there, the person begins to do something, or nothing happens for a while. */
export function whenAtRest(): Promise<void> {
  setTimeout(settle, patience);
  for (const type of ["keydown", "pointerdown"])
    window.addEventListener(type, settle, { once: true, capture: true });
  return rest;
}

/** The first result is there, or there is none to wait for. */
export function noteAtRest(): void {
  setTimeout(settle, paintTime);
}
