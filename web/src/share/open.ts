/** What the page opens on: a link's text, else what was there last, else the example. */
import type { ProfileName } from "../../../workers/index.ts";
import { example } from "../example.ts";
import { recall } from "../remember.ts";
import { profileOf, viewOf, type View } from "../session.ts";
import { LinkError, decodeLink } from "./link.ts";

export interface Opened {
  text: string;
  view: View;
  profile: ProfileName;
  /** Why the link could not be opened; null when all went well. */
  problem: string | null;
  /** Whether to evaluate it right away: what a person left, they start themselves. */
  evaluate: boolean;
}

/** Opens what a fragment says. Never rejects. */
export async function open(fragment: string): Promise<Opened> {
  const settings = { view: viewOf(recall("view")), profile: profileOf(recall("profile")) };
  let problem: string | null = null;
  try {
    const shared = await decodeLink(fragment);
    if (shared !== null) {
      const { text, view, profile } = shared;
      return { text, view: viewOf(view), profile: profileOf(profile), problem: null, evaluate: true };
    }
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    problem = error.message;
  }
  const text = recall("text");
  if (text !== null) return { text, ...settings, problem, evaluate: false };
  return { text: example, ...settings, problem, evaluate: true };
}
