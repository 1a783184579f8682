// Before anything is painted: the theme that was chosen, or the system's. See web/src/settings/theme.ts.
{
  let theme = "system";
  try {
    theme = JSON.parse(localStorage.getItem("tvix-playground.settings")).settings.theme;
  } catch {
    // Nothing kept, or keeping is forbidden.
  }
  if (theme !== "light" && theme !== "dark") {
    theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  document.documentElement.dataset.theme = theme;
}
