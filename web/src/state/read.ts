// What the caller has read, told to the server.

import { call } from "../api/client";
import { lastPart } from "./names";
import { withReadUntil } from "./known";
import { change, known, me } from "./store";
import { micros } from "./time";

const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** Everything up to the newest known message of a space was seen. */
export function markRead(space: string): void {
  const newest = known.peek().timelines.get(space)?.messages.at(-1)?.createTime;
  const entry = known.peek().spaces.get(space);
  if (!newest || !entry || micros(newest) <= entry.readUntil) return;
  change((state) => withReadUntil(state, space, micros(newest)));
  clearTimeout(timers.get(space));
  timers.set(space, setTimeout(() => void tell(space, newest), 400));
}

/** This message and all after it count as unread again. */
export function markUnread(space: string, time: string): void {
  const before = new Date(micros(time) / 1000 - 1).toISOString();
  change((state) => withReadUntil(state, space, micros(before)));
  clearTimeout(timers.get(space));
  void tell(space, before);
}

async function tell(space: string, lastReadTime: string): Promise<void> {
  const user = me.peek()?.name ?? "users/me";
  const name = `${user}/spaces/${lastPart(space)}/spaceReadState`;
  try {
    await call("UpdateSpaceReadState", { spaceReadState: { name, lastReadTime }, updateMask: "lastReadTime" });
  } catch {
    // The next message read tells it again.
  }
}
