/** Hosts of repositories that hand out archives of commits: GitHub, GitLab, SourceHut. */
import { NixError } from "../../eval/index.ts";
import { fromBytes } from "../../nix-compat/index.ts";
import type { Downloads } from "./download.ts";
import { neededText, type ReadonlyInput, textOf } from "./input.ts";

const hosts: Readonly<Record<string, string>> = {
  github: "github.com",
  gitlab: "gitlab.com",
  sourcehut: "git.sr.ht",
};

interface Place {
  type: string;
  host: string;
  owner: string;
  repo: string;
}

function placeOf(input: ReadonlyInput): Place {
  const type = neededText(input, "type");
  return {
    type,
    host: textOf(input, "host") ?? hosts[type]!,
    owner: neededText(input, "owner"),
    repo: neededText(input, "repo"),
  };
}

/** Where GitHub's interface for programs is. */
function githubApi(host: string): string {
  return host === "github.com" ? "https://api.github.com" : `https://${host}/api/v3`;
}

/** Where the archive of a commit is. @throws NixError */
export function archiveUrl(input: ReadonlyInput, rev: string): string {
  const { type, host, owner, repo } = placeOf(input);
  switch (type) {
    case "github":
      return `https://${host}/${owner}/${repo}/archive/${rev}.tar.gz`;
    case "gitlab":
      return `https://${host}/api/v4/projects/${owner}%2F${repo}/repository/archive.tar.gz?sha=${rev}`;
    default:
      return `https://${host}/${owner}/${repo}/archive/${rev}.tar.gz`;
  }
}

/** The commit that a branch or tag is at. @throws NixError */
export function commitOf(input: ReadonlyInput, downloads: Downloads): string {
  const { type, host, owner, repo } = placeOf(input);
  const ref = textOf(input, "ref") ?? "HEAD";
  let url: string;
  let rev: unknown;
  if (type === "github") {
    url = `${githubApi(host)}/repos/${owner}/${repo}/commits/${ref}`;
    rev = (json(url, downloads) as { sha?: unknown } | null)?.sha;
  } else if (type === "gitlab") {
    url = `https://${host}/api/v4/projects/${owner}%2F${repo}/repository/commits?ref_name=${ref}`;
    rev = (json(url, downloads) as { id?: unknown }[] | null)?.[0]?.id;
  } else {
    url = `https://${host}/${owner}/${repo}/info/refs`;
    rev = refIn(fromBytes(downloads.get(url).bytes), ref, () =>
      fromBytes(downloads.get(`https://${host}/${owner}/${repo}/HEAD`).bytes),
    );
  }
  if (typeof rev === "string" && /^[0-9a-f]{40}$/.test(rev)) return rev;
  throw new NixError("value", `'${url}' does not tell the commit of '${ref}'`);
}

function json(url: string, downloads: Downloads): unknown {
  const text = new TextDecoder().decode(downloads.get(url).bytes);
  try {
    return JSON.parse(text);
  } catch {
    throw new NixError("value", `'${url}' does not answer in JSON`);
  }
}

/** The commit of a ref in a listing `<hash>\t<ref>`. */
function refIn(listing: string, ref: string, head: () => string): string | null {
  const name = ref === "HEAD" ? /^ref: (.*)$/m.exec(head())?.[1]?.trim() : ref;
  for (const line of listing.split("\n")) {
    const [hash, at] = line.split("\t");
    if (at === name || at === `refs/heads/${name}` || at === `refs/tags/${name}`) return hash ?? null;
  }
  return null;
}
