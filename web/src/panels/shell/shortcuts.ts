// The shortcuts that work everywhere.

import { go, route } from "../../state/route";
import { known } from "../../state/store";
import { matches, typing, type Shortcut } from "../../ui/keys";
import { sidebarOrder, spacePath } from "../space-list/order";
import { details, overlay } from "./overlay";

export const SHORTCUTS: Shortcut[] = [
  { keys: "Ctrl+K", label: "Go to a conversation or person", group: "Everywhere", run: () => (overlay.value = { kind: "switcher" }) },
  { keys: "Alt+ArrowUp", label: "Previous conversation", group: "Everywhere", run: () => step(-1, false) },
  { keys: "Alt+ArrowDown", label: "Next conversation", group: "Everywhere", run: () => step(1, false) },
  { keys: "Alt+Shift+ArrowUp", label: "Previous unread conversation", group: "Everywhere", run: () => step(-1, true) },
  { keys: "Alt+Shift+ArrowDown", label: "Next unread conversation", group: "Everywhere", run: () => step(1, true) },
  { keys: "Ctrl+/", label: "This list", group: "Everywhere", run: () => (overlay.value = { kind: "shortcuts" }) },
  { keys: "?", label: "This list", group: "Everywhere", run: () => (overlay.value = { kind: "shortcuts" }) },
  { keys: "Escape", label: "Close the panel at the side", group: "Everywhere" },
  { keys: "Enter", label: "Send", group: "Writing" },
  { keys: "Shift+Enter", label: "New line", group: "Writing" },
  { keys: "ArrowUp", label: "Edit your last message (in an empty field)", group: "Writing" },
  { keys: "Ctrl+B", label: "Bold", group: "Writing" },
  { keys: "Ctrl+I", label: "Italic", group: "Writing" },
  { keys: "Ctrl+E", label: "Code", group: "Writing" },
  { keys: "ArrowUp", label: "Previous message", group: "On a message" },
  { keys: "ArrowDown", label: "Next message", group: "On a message" },
  { keys: "R", label: "React", group: "On a message" },
  { keys: "T", label: "Open its thread", group: "On a message" },
  { keys: "Q", label: "Quote", group: "On a message" },
  { keys: "E", label: "Edit", group: "On a message" },
  { keys: "C", label: "Copy its link", group: "On a message" },
];

export function startShortcuts(): () => void {
  const keys = (event: KeyboardEvent) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && !document.querySelector(".popover")) return closeSide(event);
    const found = SHORTCUTS.find((shortcut) => shortcut.run && matches(event, shortcut.keys));
    if (!found || (found.keys === "?" && typing(event))) return;
    event.preventDefault();
    found.run?.();
  };
  addEventListener("keydown", keys);
  return () => removeEventListener("keydown", keys);
}

function closeSide(event: KeyboardEvent) {
  const here = route.value;
  if (details.value) details.value = false;
  else if (here.thread && here.space) go(spacePath(here.space));
  else return;
  event.preventDefault();
}

function step(by: number, unread: boolean) {
  const list = sidebarOrder.value.filter((name) => !unread || (known.value.spaces.get(name)?.unread ?? 0) > 0);
  const here = list.indexOf(route.value.space ?? "");
  const next = list.at((here < 0 && by < 0 ? 0 : here + by) % list.length);
  if (next) go(spacePath(next));
}
