/** How the parts of the language features find what they were made with. */
import { Facet, type EditorState } from "@codemirror/state";
import type { LanguageRequest } from "../../../../workers/index.ts";
import type { LanguageOptions } from "./types.ts";

/** The options of the state's language features. */
export const languageOptions = Facet.define<LanguageOptions, LanguageOptions | null>({
  combine: (values) => values[0] ?? null,
});

/** A question about a state's text. */
export function requestOf(state: EditorState, options: LanguageOptions): LanguageRequest {
  const rest = options.request();
  return { ...rest, path: options.path, files: { ...rest.files, [options.path]: state.sliceDoc() } };
}
