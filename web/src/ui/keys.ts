// Shortcuts: each has a key, a label for the list, and what it does.

export interface Shortcut {
  /** `Ctrl+K`, `Alt+ArrowUp`, `?`. */
  keys: string;
  label: string;
  group: string;
  run?: () => void;
}

/** Written as people read it on their machine. */
export function shownKeys(keys: string): string[] {
  const apple = /Mac|iP/.test(navigator.platform);
  const names: Record<string, string> = {
    Ctrl: apple ? "⌘" : "Ctrl",
    Alt: apple ? "⌥" : "Alt",
    ArrowUp: "↑",
    ArrowDown: "↓",
    Escape: "Esc",
  };
  return keys.split("+").map((key) => names[key] ?? key);
}

export function matches(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.split("+");
  const key = parts.at(-1) ?? "";
  const wants = (name: string) => parts.slice(0, -1).includes(name);
  const control = event.ctrlKey || event.metaKey;
  if (wants("Ctrl") !== control || wants("Alt") !== event.altKey) return false;
  if (key.length > 1 && wants("Shift") !== event.shiftKey) return false;
  return event.key.toLowerCase() === key.toLowerCase();
}

/** Whether somebody is typing, where single letters are text. */
export function typing(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  return Boolean(target?.closest("input, textarea, select, [contenteditable=true]"));
}
