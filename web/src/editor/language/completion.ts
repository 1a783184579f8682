/** Completions from the language service. */
import {
  type Completion as Choice,
  type CompletionContext,
  type CompletionResult,
  autocompletion,
  closeCompletion,
} from "@codemirror/autocomplete";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { CompletionItem } from "../../../../workers/index.ts";
import { renderMarkdown } from "./markdown.ts";
import { languageOptions, requestOf } from "./options.ts";

/** Words that are whole: Enter behind them ends the line and chooses nothing. */
const finished = new Set("if then else let in rec inherit with assert or true false null".split(" "));

/** Letters from which on the service offers more names. */
const moreFrom = 2;

const types: Record<CompletionItem["kind"], string> = {
  variable: "variable",
  attribute: "property",
  builtin: "function",
  keyword: "keyword",
  function: "function",
  path: "text",
  snippet: "text",
};

export function completions(): Extension {
  return [
    autocompletion({ icons: false, activateOnCompletion: ({ label }) => label.endsWith("/") }),
    EditorState.languageData.of(() => [{ autocomplete: complete }]),
    // Who evaluates has written what was to be written.
    EditorView.domEventObservers({
      keydown(event, view) {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) closeCompletion(view);
      },
    }),
  ];
}

/** The service's answer for a place. */
async function complete(context: CompletionContext): Promise<CompletionResult | null> {
  const options = context.state.facet(languageOptions);
  if (options === null) return null;
  const word = context.matchBefore(/[A-Za-z_][A-Za-z0-9_'-]*$/)?.text ?? "";
  if (!context.explicit && finished.has(word)) return null;
  const { language } = options;
  const found = await language.complete(requestOf(context.state, options), context.pos, context.explicit);
  if (found === null || context.aborted) return null;
  const length = found.to - found.from;
  const isPath = found.items.some((item) => item.kind === "path");
  const names = new Set(found.items.map(({ label }) => label));
  // A whole name that begins no other leaves nothing to choose.
  if (!context.explicit && names.has(word) && !found.items.some((item) => goesOn(item, word))) return null;
  return {
    from: found.from,
    to: found.to,
    options: found.items.map(choiceOf),
    validFor: (text) =>
      isPath
        ? /^[A-Za-z0-9._+-]*$/.test(text)
        : /^[A-Za-z0-9_'-]*$/.test(text) &&
          !finished.has(text) &&
          !names.has(text) &&
          text.length >= moreFrom === length >= moreFrom,
  };
}

function goesOn({ label }: CompletionItem, word: string): boolean {
  return label !== word && label.toLowerCase().startsWith(word.toLowerCase());
}

function choiceOf({ label, kind, detail, documentation, insert, boost }: CompletionItem): Choice {
  return {
    label,
    type: types[kind],
    ...(detail === undefined ? {} : { detail }),
    ...(insert === undefined ? {} : { apply: insert }),
    ...(boost === undefined ? {} : { boost }),
    ...(documentation === undefined ? {} : { info: () => renderMarkdown(documentation) }),
  };
}
