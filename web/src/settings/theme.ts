/** Puts the theme and the font size where the style sheets look: on the root element. */
import { createEffect, onCleanup } from "solid-js";
import type { Settings } from "./types.ts";

const grounds = { light: "#f5f5f6", dark: "#141517" } as const;

/** Follows the settings, and the system where they say so. Call inside a reactive root. */
export function followTheme(settings: Settings): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const show = (): void => {
    const theme = settings.theme === "system" ? (dark.matches ? "dark" : "light") : settings.theme;
    document.documentElement.dataset["theme"] = theme;
    document.querySelector("meta[name=theme-color]")?.setAttribute("content", grounds[theme]);
  };
  createEffect(show);
  dark.addEventListener("change", show);
  onCleanup(() => dark.removeEventListener("change", show));
  createEffect(() => {
    document.documentElement.style.setProperty("--code-size", `${settings.fontSize}px`);
  });
}
