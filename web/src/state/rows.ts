// What a conversation shows of its timeline: date lines, the unread line,
// groups of one author, threads folded into their first message.

import type { Message } from "../api/gen/types";
import { isDeleted } from "./timeline";
import { date, micros, sameDay } from "./time";

export type Row =
  | { kind: "date"; key: string; time: string }
  | { kind: "unread"; key: string }
  | { kind: "message"; key: string; message: Message; grouped: boolean; thread?: ThreadSummary }
  /** The newest reply to a message that is further up than what is loaded. */
  | { kind: "reply"; key: string; message: Message; thread: ThreadSummary };

export interface ThreadSummary {
  name: string;
  replies: number;
  last: Message;
  people: string[];
}

/** Messages of one author closer than this share one heading. */
const GROUP_MICROS = 5 * 60 * 1e6;

export interface RowOptions {
  /** Microseconds; messages of others after it are unread. 0: no line. */
  readUntil: number;
  me: string;
  /** Fold replies into their thread's first message. */
  threads: boolean;
}

export function rows(messages: readonly Message[], options: RowOptions): Row[] {
  const summaries = options.threads ? summarize(messages) : new Map<string, ThreadSummary>();
  const roots = new Set(messages.filter((m) => !m.threadReply).map((m) => m.thread?.name ?? ""));
  const result: Row[] = [];
  let before: Message | null = null;
  let line = options.readUntil > 0;
  for (const message of messages) {
    const thread = summaries.get(message.thread?.name ?? "");
    const reply = options.threads && message.threadReply === true;
    if (reply && (roots.has(message.thread?.name ?? "") || thread?.last !== message)) continue;
    if (isDeleted(message) && (reply || (options.threads && !thread))) {
      // Nothing hangs on it: a deleted message is simply gone.
      if (!recentlyDeleted(message)) continue;
    }
    const time = message.createTime ?? "";
    const newDay = !before || !sameDay(date(before.createTime), date(time));
    if (newDay) result.push({ kind: "date", key: `date ${time.slice(0, 10)} ${message.name}`, time });
    const unread = line && message.sender?.name !== options.me && micros(time) > options.readUntil;
    if (unread) {
      line = false;
      result.push({ kind: "unread", key: "unread" });
    }
    const key = message.clientAssignedMessageId ?? message.name ?? time;
    if (reply && thread) result.push({ kind: "reply", key, message, thread });
    else {
      const grouped = !newDay && !unread && before !== null && continues(before, message);
      result.push({ kind: "message", key, message, grouped, ...(thread ? { thread } : {}) });
    }
    before = reply ? null : message;
    if (reply) before = { ...message, sender: {} };
  }
  return result;
}

/** A tombstone stays in sight for a while, so that nothing jumps. */
function recentlyDeleted(message: Message): boolean {
  return Date.now() * 1000 - micros(message.deleteTime) < 10 * 60 * 1e6;
}

function continues(before: Message, message: Message): boolean {
  return (
    before.sender?.name === message.sender?.name &&
    !isDeleted(before) &&
    !message.quotedMessageMetadata?.name &&
    micros(message.createTime) - micros(before.createTime) < GROUP_MICROS
  );
}

function summarize(messages: readonly Message[]): Map<string, ThreadSummary> {
  const found = new Map<string, ThreadSummary>();
  for (const message of messages) {
    if (!message.threadReply || isDeleted(message)) continue;
    const name = message.thread?.name ?? "";
    const sender = message.sender?.name ?? "";
    const known = found.get(name);
    if (!known) found.set(name, { name, replies: 1, last: message, people: [sender] });
    else {
      known.replies += 1;
      known.last = message;
      if (!known.people.includes(sender)) known.people.push(sender);
    }
  }
  return found;
}
