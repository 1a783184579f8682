/** The browser as the workspace's environment. */
import { recall } from "../remember.ts";
import type { DraftStore, Environment, TabChannel } from "./environment.ts";

const channelName = "tvix-playground.workspaces";
const tabKey = "tvix-playground.workspace";

const draftPrefix = "tvix-playground.draft.";

export function browserEnvironment(): Environment {
  return {
    // Read late: where storage is forbidden, asking may throw.
    factory: {
      get indexedDB() {
        return window.indexedDB;
      },
      get IDBKeyRange() {
        return window.IDBKeyRange;
      },
    },
    clock: {
      now: () => Date.now(),
      setTimeout: (action, ms) => window.setTimeout(action, ms),
      clearTimeout: (timer) => window.clearTimeout(timer),
    },
    channel: tabChannel(),
    onLeaving(listener) {
      const onHidden = (): void => {
        if (document.visibilityState === "hidden") listener(false);
      };
      const onClosing = (): void => listener(true);
      document.addEventListener("visibilitychange", onHidden);
      window.addEventListener("pagehide", onClosing);
      return () => {
        document.removeEventListener("visibilitychange", onHidden);
        window.removeEventListener("pagehide", onClosing);
      };
    },
    guardLeaving(wouldLose) {
      const guard = (event: BeforeUnloadEvent): void => {
        if (wouldLose()) event.preventDefault();
      };
      window.addEventListener("beforeunload", guard);
      return () => window.removeEventListener("beforeunload", guard);
    },
    newId,
    drafts: draftStore(),
    oldText: () => recall("text"),
    tab: {
      recall() {
        try {
          return sessionStorage.getItem(tabKey);
        } catch {
          // Forbidden: the tab forgets.
          return null;
        }
      },
      remember(id) {
        try {
          sessionStorage.setItem(tabKey, id);
        } catch {
          // Forbidden: the tab forgets.
        }
      },
    },
  };
}

/** 128 random bits. Not randomUUID: that needs a secure context, the page does not. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** In localStorage, which is written before the page is gone. */
function draftStore(): DraftStore {
  const own = newId();
  const keyOf = (workspace: string): string => `${draftPrefix}${workspace}.${own}`;
  /** Where localStorage is full or forbidden, there are no drafts: IndexedDB is tried all the same. */
  const attempt = <T>(action: () => T, otherwise: T): T => {
    try {
      return action();
    } catch {
      return otherwise;
    }
  };
  return {
    put: (workspace, text) => attempt(() => localStorage.setItem(keyOf(workspace), text), undefined),
    drop: (workspace) => attempt(() => localStorage.removeItem(keyOf(workspace)), undefined),
    all: () =>
      attempt(() => {
        const keys = Object.keys(localStorage).filter((key) => key.startsWith(draftPrefix));
        return keys.map((key) => ({ key, text: localStorage.getItem(key) ?? "" }));
      }, []),
    forget: (key) => attempt(() => localStorage.removeItem(key), undefined),
  };
}

function tabChannel(): TabChannel {
  const channel = new BroadcastChannel(channelName);
  return {
    send: (message) => channel.postMessage(message),
    listen(listener) {
      const onMessage = ({ data }: MessageEvent<unknown>): void => listener(data);
      channel.addEventListener("message", onMessage);
      return () => channel.removeEventListener("message", onMessage);
    },
    close: () => channel.close(),
  };
}
