// What apps did not do for oneself, such as "Reminder not responding": asked for
// when one's message to an app is shown, and when a live event says that there
// is something else to see.

import { signal } from "@preact/signals";
import { call } from "../api/client";
import type { ConfabAppNotice, Message, Space } from "../api/gen/types";
import { groupBy } from "./group";
import { spaceOf } from "./names";
import { known } from "./store";

/** By message. */
export const notices = signal<ReadonlyMap<string, readonly ConfabAppNotice[]>>(new Map());

const opened = new Set<string>();

/** Whether an app was told of a message of one's own. */
export function tellsApp(message: Message, space: Space | undefined): boolean {
  if (space?.singleUserBotDm) return true;
  return (message.annotations ?? []).some((annotation) => annotation.userMention?.user?.type === "BOT");
}

/** Looks for notices about a message of one's own. */
export function wantNotices(message: Message): void {
  const name = message.name ?? "";
  const space = spaceOf(name);
  if (!tellsApp(message, known.peek().spaces.get(space)?.space)) return;
  if (opened.has(space)) return;
  opened.add(space);
  void look(space);
}

/** A live event said that they changed. */
export function lookAtNotices(space: string): void {
  // Others are asked for when they are opened.
  if (opened.has(space)) void look(space);
}

async function look(parent: string): Promise<void> {
  try {
    const answer = await call("ListAppNotices", { parent });
    notices.value = withNotices(notices.peek(), parent, answer.notices ?? []);
  } catch {
    // The next look, or the next visit, may tell.
    opened.delete(parent);
  }
}

/** What is known after an answer about a space: all of that space comes from it. */
export function withNotices(
  before: ReadonlyMap<string, readonly ConfabAppNotice[]>,
  space: string,
  found: readonly ConfabAppNotice[],
): ReadonlyMap<string, readonly ConfabAppNotice[]> {
  const others = [...before].filter(([message]) => spaceOf(message) !== space);
  const told = found.filter((notice) => notice.message && (notice.result?.error || notice.result?.configUrl));
  return new Map([...others, ...groupBy(told, (notice) => notice.message ?? "")]);
}
