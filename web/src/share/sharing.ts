/** The Share action: a link into the clipboard; where that is not enough, what else can be done. */
import { createSignal, type Accessor } from "solid-js";
import { formatCount } from "../format.ts";
import { encodeFile } from "./file.ts";
import type { Shared } from "./types.ts";

/** Characters that all programs pass on in a message. */
export const shortLink = 2000;

/** Characters that most programs and servers pass on. */
export const longLink = 8000;

/** Characters beyond which browsers themselves may refuse an address. */
export const impossibleLink = 1_000_000;

/** What the dialog tells: why a copied link is not the end of it. */
export interface ShareOutcome {
  /** The whole address; null where it would be too long for a browser. */
  link: string | null;
  /** Characters of the address. */
  length: number;
  /** Whether it is in the clipboard. */
  copied: boolean;
}

export interface SharingDeps {
  /** What is shared now. */
  shared: () => Shared | Promise<Shared>;
  /** The address of the page without its fragment; a link is that and the fragment. */
  base: () => string;
  /** Puts a fragment into the address bar. */
  setFragment: (fragment: string) => void;
  /** Rejects where the clipboard is refused. */
  copy: (text: string) => Promise<void>;
  download: (name: string, text: string) => void;
  /** Tells in a few words that it worked. */
  say: (text: string) => void;
}

export interface Sharing {
  /** What the dialog shows; null while there is none. */
  outcome: Accessor<ShareOutcome | null>;
  /** Copies a link. Opens the dialog if the link is long or could not be copied. */
  share: () => Promise<void>;
  /** Copies HTML that shows the workspace in another page. */
  shareFrame: () => Promise<void>;
  /** Tries the clipboard again. */
  copyAgain: () => Promise<void>;
  /** Downloads the workspace as a file. */
  download: () => Promise<void>;
  close: () => void;
}

/** Loaded when the first link is made. */
async function encodeLink(shared: Shared): Promise<string> {
  const link = await import("./link.ts");
  return link.encodeLink(shared);
}

export function createSharing(deps: SharingDeps): Sharing {
  const [outcome, setOutcome] = createSignal<ShareOutcome | null>(null);

  const copied = (text: string): Promise<boolean> =>
    deps.copy(text).then(
      () => true,
      // Refused by the person or the browser: they are told, and may copy by hand.
      () => false,
    );

  const share = async (): Promise<void> => {
    const fragment = await encodeLink(await deps.shared());
    const link = deps.base() + fragment;
    const { length } = link;
    if (length > impossibleLink) return void setOutcome({ link: null, length, copied: false });
    deps.setFragment(fragment);
    const done = await copied(link);
    if (!done || length > longLink) setOutcome({ link, length, copied: done });
    else if (length > shortLink) {
      const more = `It has ${formatCount(length)} characters; some chat tools cut at ${formatCount(shortLink)}.`;
      deps.say(`Link copied. ${more}`);
    } else deps.say("Link copied");
  };

  return {
    outcome,
    share,
    async shareFrame() {
      const fragment = await encodeLink(await deps.shared());
      const html = `<iframe src="${deps.base()}?embed${fragment}" title="Nix example" width="100%" height="400" loading="lazy" allow="clipboard-write" style="border: 0"></iframe>`;
      deps.say((await copied(html)) ? "HTML copied" : "The browser refused the clipboard");
    },
    async copyAgain() {
      const last = outcome();
      if (last === null || last.link === null) return;
      const done = await copied(last.link);
      setOutcome({ ...last, copied: done });
      deps.say(done ? "Link copied" : "The browser refused the clipboard");
    },
    async download() {
      const { name, text } = encodeFile(await deps.shared());
      deps.download(name, text);
      deps.say(`Downloaded ${name}`);
    },
    close: () => void setOutcome(null),
  };
}
