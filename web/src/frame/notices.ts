/** What the page has to tell: lines at the top that stay until they are put away, and short ones that go by themselves. */
import { createSignal, type Accessor } from "solid-js";

export interface NoticeAction {
  label: string;
  run: () => void;
}

export interface NoticeData {
  id: number;
  tone: "information" | "warning";
  message: string;
  actions: readonly NoticeAction[];
}

export interface Notices {
  all: Accessor<readonly NoticeData[]>;
  /** Shows a notice; the returned function puts it away. */
  show: (
    message: string,
    options?: { tone?: NoticeData["tone"]; actions?: readonly NoticeAction[] },
  ) => () => void;
  close: (id: number) => void;
  /** The short one that is shown now; "" when there is none. */
  toast: Accessor<string>;
  /** Shows a text for a few seconds: longer for longer ones. Also told to screen readers. */
  say: (text: string) => void;
  /** What screen readers are told. */
  spoken: Accessor<string>;
  /** Tells screen readers only. */
  speak: (text: string) => void;
}

export function createNotices(): Notices {
  const [all, setAll] = createSignal<readonly NoticeData[]>([]);
  const [toast, setToast] = createSignal("");
  const [spoken, setSpoken] = createSignal("");
  let count = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const close = (id: number): void => void setAll((notices) => notices.filter((it) => it.id !== id));
  return {
    all,
    show(message, { tone = "warning", actions = [] } = {}) {
      const id = ++count;
      setAll((notices) => [
        ...notices.filter((it) => it.message !== message),
        { id, tone, message, actions },
      ]);
      return () => close(id);
    },
    close,
    toast,
    say(text) {
      clearTimeout(timer);
      setToast(text);
      setSpoken(text);
      timer = setTimeout(() => setToast(""), 2500 + 50 * text.length);
    },
    spoken,
    speak: setSpoken,
  };
}
