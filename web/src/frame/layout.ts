/** How the panes are laid out, kept across visits. */
import { recall, remember } from "../remember.ts";
import { createFields } from "../ui/fields.ts";

export interface Layout {
  /** The open panel of the rail; null when it is shut. */
  panel: string | null;
  /** Width of that panel in CSS pixels. */
  panelWidth: number;
  /** The editor's part of what is left, 0 to 1. */
  editorPart: number;
  /** Whether the panes on the right are shut. */
  rightShut: boolean;
  /** Whether the explorer, when it is in front, takes the editor's room too. */
  wide: boolean;
  /** The tab in front on the right. */
  tab: string;
}

export const defaultLayout: Layout = {
  panel: null,
  panelWidth: 224,
  editorPart: 0.5,
  rightShut: false,
  wide: false,
  tab: "result",
};

export const panelWidths = { min: 160, max: 480 } as const;
export const editorParts = { min: 0.2, max: 0.8 } as const;

export interface LayoutStore {
  readonly current: Layout;
  set(change: Partial<Layout>): void;
}

/** The layout of the last visit, each part checked. */
export function createLayout(): LayoutStore {
  const [current, setCurrent] = createFields<Layout>(readLayout(recall("layout")));
  return {
    current,
    set(change) {
      setCurrent(change);
      remember("layout", JSON.stringify({ ...current }));
    },
  };
}

/** Takes what makes sense of a kept layout; the rest is the default's. */
export function readLayout(text: string | null): Layout {
  const layout = { ...defaultLayout };
  let kept: unknown = null;
  try {
    kept = JSON.parse(text ?? "null");
  } catch {
    // Damaged: the default.
  }
  const field = (name: keyof Layout): unknown =>
    typeof kept === "object" && kept !== null ? Reflect.get(kept, name) : undefined;
  const number = (value: unknown, { min, max }: { min: number; max: number }, other: number): number =>
    typeof value === "number" && value >= min && value <= max ? value : other;
  const panel = field("panel");
  const tab = field("tab");
  return {
    panel: typeof panel === "string" ? panel : layout.panel,
    panelWidth: number(field("panelWidth"), panelWidths, layout.panelWidth),
    editorPart: number(field("editorPart"), editorParts, layout.editorPart),
    rightShut: field("rightShut") === true,
    wide: field("wide") === true,
    tab: typeof tab === "string" ? tab : layout.tab,
  };
}
