// What is being quoted and which message is being edited.

import { signal } from "@preact/signals";
import type { Message } from "../../api/gen/types";

/** By place: a space or a thread. */
export const quoting = signal<ReadonlyMap<string, Message>>(new Map());
/** A message's name. */
export const editing = signal<string | null>(null);

export function quote(place: string, message: Message | null): void {
  const next = new Map(quoting.peek());
  if (message) next.set(place, message);
  else next.delete(place);
  quoting.value = next;
}
