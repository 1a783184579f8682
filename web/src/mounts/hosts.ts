/** Which addresses a page can't read, and what an address seems to be of. */
import { isArchiveName } from "./naming.ts";

/** Hosts whose archives carry no permission for other sites to read them. */
const silentHosts = [
  "github.com",
  "codeload.github.com",
  "gitlab.com",
  "bitbucket.org",
  "channels.nixos.org",
  "releases.nixos.org",
  "nixos.org",
];

/** What is wrong with an address, in a sentence; null when nothing is. */
export function urlProblem(address: string): string | null {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return "That is no URL: it starts with https://.";
  }
  if (url.protocol === "http:" || url.protocol === "https:") return null;
  return `A page can fetch https and http, not ${url.protocol.slice(0, -1)}.`;
}

/** The host of an address if it is known to forbid other sites to read its archives; else null. */
export function silentHost(address: string): string | null {
  try {
    const { hostname } = new URL(address);
    return silentHosts.includes(hostname) ? hostname : null;
  } catch {
    return null;
  }
}

/** Whether an address looks like that of an archive rather than of a published tree. */
export function isArchiveUrl(address: string): boolean {
  try {
    const { pathname, hostname } = new URL(address);
    if (isArchiveName(pathname)) return true;
    return hostname === "codeload.github.com" || /\/(?:tarball|zipball|archive)\//.test(pathname);
  } catch {
    return isArchiveName(address);
  }
}
