/** What a subject may be compared with. */
import type { Opened, Subject } from "../../../../workers/index.ts";
import { isSameSubject, nameOf } from "../subject.ts";

export interface Candidate {
  subject: Subject;
  name: string;
  /** Where it is known from, for people. */
  note: string;
}

/** Whether it is a derivation, by itself or as a file. */
export function isDerivation(subject: Subject): boolean {
  return subject.type === "path"
    ? subject.path.endsWith(".drv")
    : subject.type === "document" && subject.kind === "derivation";
}

/** What was opened and what the store has, without the subject itself and without doubles: names like its own first. */
export function candidatesFor(
  subject: Subject,
  opened: readonly Opened[],
  paths: readonly string[],
  filter: string,
): Candidate[] {
  const wanted = filter.trim().toLowerCase();
  const all: Candidate[] = [
    ...opened.map((it) => ({ subject: it.subject, name: nameOf(it.subject), note: it.origin.format })),
    ...paths.map((path) => {
      const other: Subject = { type: "path", path, from: null };
      return { subject: other, name: nameOf(other), note: "in the store" };
    }),
  ];
  const kept: Candidate[] = [];
  for (const candidate of all) {
    const other = candidate.subject;
    const fits =
      isDerivation(other) === isDerivation(subject) && (other.type === "path" || other.type === "document");
    if (!fits || isSameSubject(other, subject)) continue;
    if (!`${candidate.name} ${other.type === "path" ? other.path : ""}`.toLowerCase().includes(wanted))
      continue;
    if (!kept.some((it) => isSameSubject(it.subject, other))) kept.push(candidate);
  }
  const own = bare(nameOf(subject));
  const near = (it: Candidate): number => (bare(it.name) === own ? 0 : 1);
  return kept.sort((a, b) => near(a) - near(b));
}

/** A name without its version. */
function bare(name: string): string {
  return name.replace(/\.drv$/, "").replace(/-\d.*$/, "");
}
