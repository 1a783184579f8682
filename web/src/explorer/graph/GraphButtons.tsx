import Maximize from "lucide-solid/icons/maximize";
import ZoomIn from "lucide-solid/icons/zoom-in";
import ZoomOut from "lucide-solid/icons/zoom-out";
import { Show, type JSX } from "solid-js";
import type { Folding } from "./collapse.ts";
import type { Camera } from "./GraphCanvas.tsx";

/** What can be done with the whole picture. */
export function GraphButtons(props: {
  /** Undefined until there is a picture. */
  camera: () => Camera | undefined;
  folding: Folding;
  /** Whether there is more than a node and its only input. */
  foldable: boolean;
  hasSources: boolean;
  onFolding: (folding: Folding) => void;
  onFoldAll: () => void;
}): JSX.Element {
  return (
    <span class="graph-buttons">
      <button
        type="button"
        class="tool-button"
        title="Smaller (−)"
        aria-label="Smaller"
        onClick={() => props.camera()?.zoom(0.8)}
      >
        <ZoomOut size={16} aria-hidden="true" />
      </button>
      <button
        type="button"
        class="tool-button"
        title="Larger (+)"
        aria-label="Larger"
        onClick={() => props.camera()?.zoom(1.25)}
      >
        <ZoomIn size={16} aria-hidden="true" />
      </button>
      <button
        type="button"
        class="tool-button"
        title="Show all (0)"
        aria-label="Show all"
        onClick={() => props.camera()?.fit()}
      >
        <Maximize size={16} aria-hidden="true" />
      </button>
      <Show
        when={props.folding.folded.size > 0}
        fallback={
          <button
            type="button"
            class="tool-button labelled"
            disabled={!props.foldable}
            onClick={() => props.onFoldAll()}
          >
            Fold all
          </button>
        }
      >
        <button
          type="button"
          class="tool-button labelled"
          onClick={() => props.onFolding({ ...props.folding, folded: new Set() })}
        >
          Unfold all
        </button>
      </Show>
      <Show when={props.hasSources}>
        <label class="graph-check">
          <input
            type="checkbox"
            checked={props.folding.sources}
            onChange={(event) => props.onFolding({ ...props.folding, sources: event.currentTarget.checked })}
          />
          Sources
        </label>
      </Show>
    </span>
  );
}
