// What is known of a conversation: one stretch of messages without a gap,
// oldest first. Pure functions from a timeline to the next.

import type { Message } from "../api/gen/types";
import { micros } from "./time";

export interface Timeline {
  messages: readonly Message[];
  /** Whether there may be older ones than the first. */
  older: boolean;
  /** Whether there are newer ones than the last; live messages then wait. */
  newer: boolean;
}

/** More than this is let go at the far end while one scrolls. */
export const WINDOW = 400;

export const EMPTY: Timeline = { messages: [], older: true, newer: false };

const at = (message: Message) => micros(message.createTime);

/** A message that came to be, or changed: at its place, once, newest version. */
export function withMessage(timeline: Timeline, message: Message): Timeline {
  const { messages } = timeline;
  const index = messages.findIndex((known) => known.name === message.name);
  if (index >= 0) return { ...timeline, messages: messages.with(index, message) };
  const last = messages.at(-1);
  if (last && at(message) > at(last)) {
    return timeline.newer ? timeline : { ...timeline, messages: [...messages, message] };
  }
  const first = messages[0];
  if (first && at(message) < at(first)) {
    return timeline.older ? timeline : { ...timeline, messages: [message, ...messages] };
  }
  if (!first && timeline.newer) return timeline;
  return { ...timeline, messages: sorted([...messages, message]) };
}

/** An edit of a message that is not here changes nothing. */
export function withEdited(timeline: Timeline, message: Message): Timeline {
  return has(timeline, message.name) ? withMessage(timeline, message) : timeline;
}

/** What is left of a deleted message: names and times. */
export function withDeleted(timeline: Timeline, gone: Message): Timeline {
  const index = timeline.messages.findIndex((known) => known.name === gone.name);
  const known = timeline.messages[index];
  if (!known) return timeline;
  const tombstone: Message = {
    name: known.name,
    sender: known.sender,
    createTime: known.createTime,
    thread: known.thread,
    threadReply: known.threadReply,
    space: known.space,
    deleteTime: gone.deleteTime ?? new Date().toISOString(),
    deletionMetadata: gone.deletionMetadata ?? {},
  };
  return { ...timeline, messages: timeline.messages.with(index, tombstone) };
}

/** Older messages, newest first as they are listed; `more` if there are others. */
export function withOlder(timeline: Timeline, page: readonly Message[], more: boolean): Timeline {
  const messages = merged(timeline.messages, page);
  const cut = Math.max(0, messages.length - WINDOW);
  const kept = cut > 0 ? messages.slice(0, messages.length - cut) : messages;
  return { messages: kept, older: more, newer: timeline.newer || cut > 0 };
}

export function withNewer(timeline: Timeline, page: readonly Message[], more: boolean): Timeline {
  const messages = merged(timeline.messages, page);
  const cut = Math.max(0, messages.length - WINDOW);
  return { messages: messages.slice(cut), older: timeline.older || cut > 0, newer: more };
}

/** Lets old ones go while the newest are looked at. */
export function trimmed(timeline: Timeline): Timeline {
  const cut = timeline.messages.length - WINDOW;
  return cut > 50 ? { ...timeline, messages: timeline.messages.slice(cut), older: true } : timeline;
}

export function has(timeline: Timeline, name: string | undefined): boolean {
  return timeline.messages.some((known) => known.name === name);
}

export function isDeleted(message: Message): boolean {
  return Boolean(message.deleteTime || message.deletionMetadata);
}

function merged(known: readonly Message[], page: readonly Message[]): Message[] {
  const names = new Map(known.map((message) => [message.name, message]));
  for (const message of page) names.set(message.name, message);
  return sorted([...names.values()]);
}

function sorted(messages: Message[]): Message[] {
  return messages.sort((a, b) => at(a) - at(b));
}
