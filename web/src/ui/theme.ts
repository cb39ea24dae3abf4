// Light, dark, or as the system says.

import { signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";

const KEY = "confab.theme";
export const theme = signal<Theme>("system");

export function startTheme(): void {
  const kept = localStorage.getItem(KEY);
  if (kept === "light" || kept === "dark") theme.value = kept;
  theme.subscribe((value) => {
    if (value === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = value;
    localStorage.setItem(KEY, value);
  });
}
