// Messages on their way: shown at once, sent in order, kept over a reload,
// tried again with the same request id so that none is doubled.

import { signal } from "@preact/signals";
import { call } from "../api/client";
import { ApiError, sentence } from "../api/error";
import type { Attachment, Message, QuotedMessageMetadata } from "../api/gen/types";
import { apply } from "./known";
import { change, known } from "./store";

export interface Outgoing {
  /** Both the request id and, with `client-`, the message's own id. */
  id: string;
  space: string;
  thread?: string;
  text: string;
  attachment?: Attachment[];
  quoted?: QuotedMessageMetadata;
  /** RFC 3339. */
  time: string;
  state: "sending" | "failed";
  error?: string;
}

const KEY = "confab.outbox";

export const outbox = signal<readonly Outgoing[]>(restored());

export interface Draft {
  space: string;
  thread?: string;
  text: string;
  attachment?: Attachment[];
  quoted?: QuotedMessageMetadata;
}

export function sendMessage(draft: Draft): void {
  const time = new Date().toISOString();
  const message: Outgoing = { ...draft, id: crypto.randomUUID(), time, state: "sending" };
  keep([...outbox.peek(), message]);
  void flush(message.space);
}

export function retry(id: string): void {
  update(id, { state: "sending", error: undefined });
  const message = outbox.peek().find((one) => one.id === id);
  if (message) void flush(message.space);
}

export function discard(id: string): void {
  keep(outbox.peek().filter((message) => message.id !== id));
}

/** Sends what waits, after a reconnect or a reload. */
export function flushAll(): void {
  new Set(outbox.peek().map((message) => message.space)).forEach((space) => void flush(space));
}

const busy = new Set<string>();

async function flush(space: string): Promise<void> {
  if (busy.has(space)) return;
  busy.add(space);
  try {
    for (let next = waiting(space); next; next = waiting(space)) {
      if (!(await attempt(next))) return;
    }
  } finally {
    busy.delete(space);
  }
}

const waiting = (space: string) =>
  outbox.peek().find((message) => message.space === space && message.state === "sending");

/** Answers whether to go on with the next one. */
async function attempt(message: Outgoing): Promise<boolean> {
  try {
    const sent = await call("CreateMessage", {
      parent: message.space,
      requestId: message.id,
      messageId: `client-${message.id}`,
      message: body(message),
      ...(message.thread ? { messageReplyOption: "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD" } : {}),
    });
    arrived(sent);
    discard(message.id);
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.passing) {
      // Waits for the connection; `flushAll` comes then, or this does.
      setTimeout(() => void flush(message.space), 3_000);
      return false;
    }
    update(message.id, { state: "failed", error: sentence(error) });
    return true;
  }
}

function body(message: Outgoing): Message {
  return {
    text: message.text,
    ...(message.thread ? { thread: { name: message.thread } } : {}),
    ...(message.attachment?.length ? { attachment: message.attachment } : {}),
    ...(message.quoted
      ? { quotedMessageMetadata: { name: message.quoted.name, lastUpdateTime: message.quoted.lastUpdateTime, quoteType: "REPLY" } }
      : {}),
  };
}

/** The answer may be here before the live event; both change the same state. */
function arrived(message: Message): void {
  change((state) => apply(state, { spaceEvent: { messageCreatedEventData: { message } } }));
}

/** What is still on its way in a place, without what live events brought already. */
export function pendingIn(space: string, thread?: string): Outgoing[] {
  const here = outbox.value.filter(
    (message) => message.space === space && (thread === undefined ? !message.thread : message.thread === thread),
  );
  if (here.length === 0) return here;
  const messages = known.value.timelines.get(thread ?? space)?.messages ?? [];
  const there = new Set(messages.map((message) => message.clientAssignedMessageId));
  return here.filter((message) => !there.has(`client-${message.id}`));
}

function update(id: string, changes: Partial<Outgoing>) {
  keep(outbox.peek().map((message) => (message.id === id ? { ...message, ...changes } : message)));
}

function keep(messages: readonly Outgoing[]) {
  outbox.value = messages;
  try {
    localStorage.setItem(KEY, JSON.stringify(messages));
  } catch {
    // A full or forbidden storage only means that a reload forgets them.
  }
}

function restored(): Outgoing[] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]") as Outgoing[];
  } catch {
    return [];
  }
}
