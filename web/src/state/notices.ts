// What apps did not do for oneself, such as "Reminder not responding". Nobody
// is told of them: they are asked for when a space is opened, and for a while
// after one wrote to an app.

import { signal } from "@preact/signals";
import { call } from "../api/client";
import type { ConfabAppNotice, Message, Space } from "../api/gen/types";
import { groupBy } from "./group";
import { spaceOf } from "./names";
import { known } from "./store";
import { micros } from "./time";

/** By message. */
export const notices = signal<ReadonlyMap<string, readonly ConfabAppNotice[]>>(new Map());

/** Milliseconds after which is looked again: the server asks an app four times, in about three minutes. */
const LOOKS = [2_000, 8_000, 40_000, 165_000, 300_000];

const opened = new Set<string>();
const watched = new Set<string>();

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
  if (!opened.has(space)) {
    opened.add(space);
    void look(space);
  }
  const age = Date.now() - micros(message.createTime) / 1000;
  if (watched.has(name) || age > (LOOKS.at(-1) ?? 0)) return;
  watched.add(name);
  for (const after of LOOKS) {
    setTimeout(() => !notices.peek().has(name) && void look(space), Math.max(0, after - age));
  }
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
