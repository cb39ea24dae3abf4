import { signal } from "@preact/signals";

/** Dialogs that stand above all panels; one at a time. */
export type Overlay =
  | { kind: "switcher" }
  | { kind: "shortcuts" }
  | { kind: "new-space" }
  | { kind: "new-chat" }
  | { kind: "custom-emoji" };

export const overlay = signal<Overlay | null>(null);

/** Whether the panel with members and settings stands beside the conversation. */
export const details = signal(false);
