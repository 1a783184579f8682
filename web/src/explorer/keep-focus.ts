/** Keeps the keyboard's place: when what has the focus goes away, what stands nearest to it takes over. */

/** What takes the focus of a view, if it has it. */
const main = [
  "[data-focus]",
  "[role=tree]",
  "[role=application]",
  "[role=treegrid]",
  "[role=grid]",
  "[role=region]",
]
  .map((it) => `${it}[tabindex="0"]`)
  .concat("button[data-focus]", ".explorer-start")
  .join(", ");
const tabbable = 'a[href], button:not(:disabled), input:not(:disabled), summary, [tabindex="0"]';
/** Milliseconds to wait for what a view is about before anything in it will do. */
const patience = 500;

/** @returns `claim`, which takes the focus that nobody has once something else is shown, and `stop` */
export function keepFocus(pane: HTMLElement): { claim: () => void; stop: () => void } {
  /** What has the focus, and what it is in, up to the pane; empty where it is not in the pane. */
  let chain: Element[] = [];
  /** Since when something to take the focus is waited for, in milliseconds; null where it is not. */
  let waiting: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isShown = (element: Element): boolean => element.isConnected && element.checkVisibility();
  const isNobodys = (): boolean =>
    document.activeElement === null ||
    document.activeElement === document.body ||
    document.activeElement === pane;
  const firstOf = (element: Element, selector: string): HTMLElement | undefined =>
    [...element.querySelectorAll<HTMLElement>(selector)].find(isShown);

  const find = (late: boolean): HTMLElement | undefined => {
    // A file takes a moment to be read; its tree, which is there, is not what was read.
    const viewer = chain.some((it) => it.matches(".file-viewer")) ? pane.querySelector(".file-viewer") : null;
    if (viewer !== null && !late) return firstOf(viewer, main);
    for (const element of chain.filter(isShown)) {
      const inView = element.closest(".explorer-view") !== null && !element.matches(".explorer-view");
      if (inView && element.matches(main)) return element as HTMLElement;
      const found = firstOf(element, main) ?? (late || inView ? firstOf(element, tabbable) : undefined);
      if (found !== undefined) return found;
    }
    const body = pane.querySelector(".explorer-body");
    return body === null ? undefined : (firstOf(body, main) ?? (late ? firstOf(body, tabbable) : undefined));
  };
  const restore = (): void => {
    clearTimeout(timer);
    if (!isNobodys() || !isShown(pane)) {
      waiting = null;
      return;
    }
    waiting ??= performance.now();
    const late = performance.now() - waiting > patience;
    const target = find(late);
    if (target !== undefined) {
      waiting = null;
      target.focus({ preventScroll: true });
      return;
    }
    const kept = chain;
    pane.focus({ preventScroll: true });
    chain = kept;
    if (!late) timer = setTimeout(restore, patience + 1);
  };
  const check = (): void => {
    const [last] = chain;
    if (waiting !== null || (last !== undefined && !isShown(last))) restore();
  };

  const onFocusIn = (event: FocusEvent): void => {
    chain = [];
    for (let it = event.target as Element | null; it !== null && it !== pane; it = it.parentElement)
      chain.push(it);
    if (event.target !== pane) waiting = null;
  };
  const onFocusOut = (event: FocusEvent): void => {
    const left = chain;
    const gone = (): void => {
      // Taken away, it left a place to be filled; else the focus went elsewhere.
      if (chain !== left) return;
      if (left[0] !== undefined && !isShown(left[0])) restore();
      else chain = [];
    };
    if (event.relatedTarget === null) requestAnimationFrame(gone);
    else chain = [];
  };
  // Some browsers tell of no loss when what has the focus is taken away.
  const observer = new MutationObserver(check);
  observer.observe(pane, { childList: true, subtree: true });
  pane.addEventListener("focusin", onFocusIn);
  pane.addEventListener("focusout", onFocusOut);
  return {
    claim() {
      clearTimeout(timer);
      // What is hidden loses the focus a frame later.
      timer = setTimeout(() => {
        if (isNobodys()) restore();
      }, 100);
    },
    stop() {
      clearTimeout(timer);
      observer.disconnect();
      pane.removeEventListener("focusin", onFocusIn);
      pane.removeEventListener("focusout", onFocusOut);
    },
  };
}
