/** The language service's door: answers to what an editor asks. One file a question; see `document.ts` for what they share. */
import type {
  Completion,
  DefinitionPlace,
  Diagnostic,
  Hover,
  LanguageRequest,
  LanguageWorker,
} from "../index.ts";
import { complete } from "./complete.ts";
import { define } from "./definition.ts";
import { diagnose } from "./diagnose.ts";
import { type Doc, Documents, Workspace, worldOf } from "./document.ts";
import { hover } from "./hover.ts";

/**
 * Makes a language service. It keeps parsed texts from one question to the next and nothing else.
 * @param onFault - told of defects of ours; the question then has no answer, and an editor asks again at the next key
 */
export function createLanguage(onFault: (error: unknown) => void = () => undefined): LanguageWorker {
  const documents = new Documents();
  const answer = async <T>(nothing: T, ask: () => T | Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      onFault(error);
      return nothing;
    }
  };
  const open = (request: LanguageRequest): { workspace: Workspace; doc: Doc | null } => {
    const workspace = new Workspace(request.files, worldOf(request), documents);
    return { workspace, doc: workspace.open(request.path) };
  };
  return {
    diagnose: (request) =>
      answer<Diagnostic[]>([], () => {
        const { workspace, doc } = open(request);
        return doc === null ? [] : diagnose(workspace, doc);
      }),
    complete: (request, offset, explicit) =>
      answer<Completion | null>(null, () => {
        // The text as it is need not be parsed: it is asked about with a name at the cursor.
        const workspace = new Workspace(request.files, worldOf(request), documents);
        const text = workspace.textOf(request.path);
        return text === null ? null : complete(workspace, request.path, text, clamp(offset, text), explicit);
      }),
    hover: (request, offset) =>
      answer<Hover | null>(null, () => {
        const { workspace, doc } = open(request);
        return doc === null ? null : hover(workspace, doc, doc.toBytes(clamp(offset, doc.text)));
      }),
    definition: (request, offset) =>
      answer<DefinitionPlace | null>(null, () => {
        const { workspace, doc } = open(request);
        return doc === null ? null : define(workspace, doc, doc.toBytes(clamp(offset, doc.text)));
      }),
  };
}

function clamp(offset: number, text: string): number {
  return Math.min(Math.max(0, offset), text.length);
}
