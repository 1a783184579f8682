/** What the language service knows of the name under the pointer. */
import type { Extension } from "@codemirror/state";
import { hoverTooltip } from "@codemirror/view";
import { renderMarkdown } from "./markdown.ts";
import { languageOptions, requestOf } from "./options.ts";

export function hovers(): Extension {
  return hoverTooltip(
    async ({ state }, pos) => {
      const options = state.facet(languageOptions);
      if (options === null) return null;
      const found = await options.language.hover(requestOf(state, options), pos);
      if (found === null) return null;
      return {
        pos: Math.min(found.from, state.doc.length),
        end: Math.min(found.to, state.doc.length),
        above: true,
        create() {
          const dom = renderMarkdown(found.text);
          dom.classList.add("language-hover");
          return { dom };
        },
      };
    },
    { hideOnChange: true },
  );
}
