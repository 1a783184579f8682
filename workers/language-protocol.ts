/** What the editor asks about a text while it is written. Offsets are UTF-16. All answers are plain data. */
import type { Files, Problem, ProfileName, TextSpan } from "./protocol.ts";

/** A text in its place. */
export interface LanguageRequest {
  /** All files of the workspace. */
  files: Files;
  /** Absolute path of the one that is asked about. */
  path: string;
  profile: ProfileName;
  pipeOperators: boolean;
}

export interface CompletionItem {
  label: string;
  kind: "variable" | "attribute" | "builtin" | "keyword" | "function" | "path" | "snippet";
  /** Short, shown beside the label: a type, arguments, where from. */
  detail?: string;
  /** Markdown, shown beside the list. */
  documentation?: string;
  /** What is inserted, when it is not the label. */
  insert?: string;
  /** Higher comes first. */
  boost?: number;
}

export interface Completion {
  /** The text that the items replace. */
  from: number;
  to: number;
  items: CompletionItem[];
}

export interface Hover {
  from: number;
  to: number;
  /** Markdown. */
  text: string;
}

/** A change that mends a problem. */
export interface QuickFix {
  title: string;
  /** In the text that was asked about; in order, not overlapping. */
  changes: { from: number; to: number; insert: string }[];
}

/** A problem, and what would mend it. */
export interface Diagnostic extends Problem {
  fixes: QuickFix[];
}

export interface DefinitionPlace {
  span: TextSpan;
}

export interface LanguageWorker {
  /** Syntax errors, undefined variables and warnings of one file. */
  diagnose: (request: LanguageRequest) => Promise<Diagnostic[]>;
  /** Null where nothing is to be completed. */
  complete: (request: LanguageRequest, offset: number, explicit: boolean) => Promise<Completion | null>;
  hover: (request: LanguageRequest, offset: number) => Promise<Hover | null>;
  /** Where the name at an offset is defined; null where that is unknown. */
  definition: (request: LanguageRequest, offset: number) => Promise<DefinitionPlace | null>;
}
