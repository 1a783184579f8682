import type { Command } from "../commands/types.ts";

export interface GalleryCommandDeps {
  /** Opens the gallery. */
  open: () => void;
}

/** Everything about the gallery that is a command. */
export function galleryCommands({ open }: GalleryCommandDeps): Command[] {
  return [
    {
      id: "gallery.open",
      title: "Browse examples",
      group: "Help",
      description: "Small programs that each teach something, from values to overlays and derivations.",
      run: open,
    },
  ];
}
