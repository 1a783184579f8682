/** Problems while writing, with their quick fixes. */
import { setDiagnostics, type Diagnostic as Mark } from "@codemirror/lint";
import { StateEffect, StateField, type Extension, type Text } from "@codemirror/state";
import { type EditorView, type PluginValue, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import type { Diagnostic, LanguageWorker, QuickFix } from "../../../../workers/index.ts";
import { visibleRange } from "../visible-range.ts";
import { languageOptions, requestOf } from "./options.ts";

/** Milliseconds without typing before a text is looked over. */
const calm = 250;

const found = StateEffect.define<Diagnostic[]>();
const again = StateEffect.define<null>();

/** Diagnostics of the text as it is; none while it is being looked over anew. */
export const diagnosticsField = StateField.define<readonly Diagnostic[]>({
  create: () => [],
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(found)) return effect.value;
    return transaction.docChanged ? [] : value;
  },
});

/** Looks a text over again, as when the profile or another file has changed. */
export function refreshDiagnostics(view: EditorView): void {
  view.dispatch({ effects: again.of(null) });
}

/** Applies a fix to the text it was made for. */
export function applyFix(view: EditorView, fix: QuickFix): void {
  view.dispatch({ changes: fix.changes, userEvent: "input.fix", scrollIntoView: true });
  view.focus();
}

/** A file's diagnostics now; asks for them if they are not known. */
export async function diagnosticsOf(view: EditorView): Promise<readonly Diagnostic[]> {
  const known = view.state.field(diagnosticsField, false) ?? [];
  if (known.length > 0) return known;
  await view.plugin(looking)?.look();
  return view.state.field(diagnosticsField, false) ?? [];
}

/** Services that were asked before: they are there, and need not wait for the first edit. */
const awake = new WeakSet<LanguageWorker>();

class Looking implements PluginValue {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private gone = false;

  constructor(private readonly view: EditorView) {
    const options = view.state.facet(languageOptions);
    if (options !== null && awake.has(options.language)) this.soon();
  }

  update(update: ViewUpdate): void {
    const asked = update.transactions.some((it) => it.effects.some((effect) => effect.is(again)));
    if (update.docChanged || asked) this.soon();
  }

  destroy(): void {
    this.gone = true;
    clearTimeout(this.timer);
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), calm);
  }

  /** Asks, and shows the answer if it still fits. */
  async look(): Promise<void> {
    clearTimeout(this.timer);
    const { view } = this;
    const { state } = view;
    const options = state.facet(languageOptions);
    if (options === null) return;
    awake.add(options.language);
    // A file that was just made is not wrong yet.
    const blank = state.doc.toString().trim() === "";
    const diagnostics = blank ? [] : await options.language.diagnose(requestOf(state, options));
    if (this.gone || !view.state.doc.eq(state.doc)) return;
    view.dispatch({ effects: found.of(diagnostics) });
    options.onDiagnostics?.(options.path, diagnostics);
    const marks = diagnostics.flatMap((it) => markOf(it, state.doc));
    if (options.onMarks === undefined) view.dispatch(setDiagnostics(view.state, marks));
    else options.onMarks(options.path, marks);
  }
}

const looking = ViewPlugin.fromClass(Looking);

/** A problem as a mark of CodeMirror, its fixes as buttons; none where it has no place in this file. */
function markOf({ severity, message, span, fixes }: Diagnostic, doc: Text): Mark[] {
  if (span === null || span.file !== null) return [];
  const actions = fixes.map((fix) => ({
    name: fix.title.replaceAll("`", ""),
    apply(view: EditorView) {
      // A mark moves with the text, a fix does not.
      if (view.state.doc.eq(doc)) applyFix(view, fix);
    },
  }));
  return [{ ...visibleRange(doc, span), severity, message, actions }];
}

export function diagnostics(): Extension {
  return [diagnosticsField, looking];
}
