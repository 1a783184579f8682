/** A menu of quick fixes at the cursor. */
import { StateEffect, StateField, type Extension } from "@codemirror/state";
import { type EditorView, keymap, showTooltip, type Tooltip } from "@codemirror/view";
import type { Diagnostic, QuickFix } from "../../../../workers/index.ts";
import { applyFix, diagnosticsOf } from "./diagnostics.ts";

const setMenu = StateEffect.define<Tooltip | null>();

const menu = StateField.define<Tooltip | null>({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setMenu)) return effect.value;
    return transaction.docChanged || transaction.selection !== undefined ? null : value;
  },
  provide: (field) => showTooltip.from(field),
});

/** Offers the fixes for the cursor's place, else for its line; a single one is applied at once. False if there is none. */
export async function quickFix(view: EditorView): Promise<boolean> {
  const all = await diagnosticsOf(view);
  const fixes = fixesAt(view, all);
  const [only] = fixes;
  if (only === undefined) return false;
  if (fixes.length === 1) applyFix(view, only);
  else open(view, fixes);
  return true;
}

function fixesAt({ state }: EditorView, all: readonly Diagnostic[]): QuickFix[] {
  const { from, to } = state.selection.main;
  const touching = (start: number, end: number): QuickFix[] =>
    all.flatMap(({ span, fixes }) =>
      span !== null && span.file === null && span.from <= end && start <= span.to ? fixes : [],
    );
  const here = touching(from, to);
  return here.length > 0 ? here : touching(state.doc.lineAt(from).from, state.doc.lineAt(to).to);
}

function open(view: EditorView, fixes: readonly QuickFix[]): void {
  const close = (): void => {
    view.dispatch({ effects: setMenu.of(null) });
    view.focus();
  };
  const create: Tooltip["create"] = () => {
    const dom = document.createElement("div");
    dom.className = "quick-fixes";
    dom.role = "menu";
    dom.ariaLabel = "Quick fixes";
    const buttons = fixes.map((fix) => {
      const button = document.createElement("button");
      button.type = "button";
      button.role = "menuitem";
      button.textContent = fix.title.replaceAll("`", "");
      button.addEventListener("click", () => {
        close();
        applyFix(view, fix);
      });
      return button;
    });
    dom.append(...buttons);
    dom.addEventListener("keydown", (event) => {
      const at = buttons.findIndex((button) => button === document.activeElement);
      const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (step !== 0) buttons[(at + step + buttons.length) % buttons.length]!.focus();
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    return { dom, mount: () => buttons[0]?.focus() };
  };
  const pos = view.state.selection.main.head;
  view.dispatch({ effects: setMenu.of({ pos, above: false, create }) });
}

export function quickFixes(): Extension {
  return [
    menu,
    keymap.of([
      {
        key: "Alt-Enter",
        run(view) {
          void quickFix(view);
          return true;
        },
      },
    ]),
  ];
}
