/** Keys of commands, written as CodeMirror writes them: `Mod-Shift-k`, where Mod is Cmd on a Mac and Ctrl elsewhere. */

/** Whether this machine's keyboard has Cmd. */
export const isMac =
  typeof navigator !== "undefined" && /Mac|iP(hone|ad|od)/.test(navigator.platform || navigator.userAgent);

interface Key {
  ctrl: boolean;
  meta: boolean;
  alt: boolean;
  shift: boolean;
  /** As `KeyboardEvent.key` names it; letters are lower-case. */
  key: string;
}

/** What of a keyboard event matters. */
export type KeyEvent = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** @throws Error for a modifier that does not exist: a mistake in our own list */
export function parseKey(text: string, mac = isMac): Key {
  const key: Key = { ctrl: false, meta: false, alt: false, shift: false, key: "" };
  // The last part may be "-" itself.
  const parts = /^((?:[A-Za-z]+-)*)(.+)$/.exec(text);
  for (const name of (parts?.[1] ?? "").split("-").filter((part) => part !== "")) {
    if (name === "Mod") key[mac ? "meta" : "ctrl"] = true;
    else if (name === "Ctrl") key.ctrl = true;
    else if (name === "Alt") key.alt = true;
    else if (name === "Shift") key.shift = true;
    else if (name === "Meta") key.meta = true;
    else throw new Error(`${text}: ${name} is no modifier`);
  }
  const last = parts?.[2] ?? "";
  key.key = last === "Space" ? " " : last.length === 1 ? last.toLowerCase() : last;
  return key;
}

/** Whether an event is the pressing of a key. */
export function matchesKey(event: KeyEvent, text: string, mac = isMac): boolean {
  const key = parseKey(text, mac);
  if (event.ctrlKey !== key.ctrl || event.metaKey !== key.meta || event.altKey !== key.alt) return false;
  const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (pressed === key.key) {
    // Signs that need Shift on some keyboards are known by what they are.
    return event.shiftKey === key.shift || (!key.shift && !/^[a-z0-9]$|^.{2,}/.test(key.key));
  }
  // With Alt held, many keyboards write other signs: the place of the key tells.
  if (!key.alt || event.shiftKey !== key.shift) return false;
  return event.code === codeOf(key.key);
}

function codeOf(key: string): string {
  if (/^[a-z]$/.test(key)) return `Key${key.toUpperCase()}`;
  if (/^[0-9]$/.test(key)) return `Digit${key}`;
  return { "=": "Equal", "-": "Minus", ",": "Comma", ".": "Period", "/": "Slash" }[key] ?? key;
}

const macSigns: Record<string, string> = {
  Enter: "↵",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  " ": "Space",
};

/** A key as people read it: `Ctrl+Enter`, `⌘↵`. */
export function showKey(text: string, mac = isMac): string {
  const { ctrl, meta, alt, shift, key } = parseKey(text, mac);
  const name = macSigns[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  if (mac) return `${ctrl ? "⌃" : ""}${alt ? "⌥" : ""}${shift ? "⇧" : ""}${meta ? "⌘" : ""}${name}`;
  const plain = key === "Enter" ? "Enter" : name;
  return [ctrl && "Ctrl", meta && "Meta", alt && "Alt", shift && "Shift", plain].filter(Boolean).join("+");
}

/** A key as `aria-keyshortcuts` wants it. */
export function ariaKey(text: string, mac = isMac): string {
  const { ctrl, meta, alt, shift, key } = parseKey(text, mac);
  const name = key === " " ? "Space" : key.length === 1 ? key.toUpperCase() : key;
  return [ctrl && "Control", meta && "Meta", alt && "Alt", shift && "Shift", name].filter(Boolean).join("+");
}
