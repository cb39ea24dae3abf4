// What the pages are about that messages link to: asked for in batches, for
// messages that are looked at. The server reads a page some time after the
// message was sent, so those of new messages are asked for again.

import { signal } from "@preact/signals";
import { call } from "../api/client";
import type { ConfabLinkPreview, Message } from "../api/gen/types";
import { groupBy } from "./group";
import { spaceOf } from "./names";
import { micros } from "./time";

/** By message. */
export const previews = signal<ReadonlyMap<string, readonly ConfabLinkPreview[]>>(new Map());

/** Milliseconds that messages are gathered before they are asked for together. */
const GATHER = 50;
/** In one request; their names all stand in its address. */
const BATCH = 40;
/** Milliseconds until the next look at a new message. */
const PAUSES = [1_500, 4_000, 10_000, 20_000];
/** Milliseconds for which a message is new. */
const NEW = 60_000;
/** Messages kept; beyond, the ones longest known are forgotten. */
const KEPT = 1_000;

/** Which version of a message was asked about. */
const asked = new Map<string, string>();
const waiting = new Map<string, { message: Message; turn: number }>();

/** Whether there may be something to show. An app's own preview is a card. */
export function mayHavePreviews(message: Message): boolean {
  return /https?:\/\//i.test(message.text ?? "") && !message.cardsV2?.length;
}

/** How long to wait until the next look, in milliseconds; null: no more looks. */
export function nextLook(message: Message, turn: number, now: number): number | null {
  const changed = micros(message.lastUpdateTime ?? message.createTime) / 1000;
  return now - changed < NEW ? (PAUSES[turn] ?? null) : null;
}

/** Asks for a message's previews, once per version of it. */
export function wantPreviews(message: Message): void {
  const name = message.name ?? "";
  const version = message.lastUpdateTime ?? "";
  if (!name || !mayHavePreviews(message) || asked.get(name) === version) return;
  asked.set(name, version);
  enqueue(message, 0);
}

function enqueue(message: Message, turn: number) {
  if (waiting.size === 0) setTimeout(() => void flush(), GATHER);
  waiting.set(message.name ?? "", { message, turn });
}

async function flush(): Promise<void> {
  const all = [...waiting.values()];
  waiting.clear();
  const bySpace = groupBy(all, ({ message }) => spaceOf(message.name));
  for (const [space, some] of bySpace) {
    for (let first = 0; first < some.length; first += BATCH) await ask(space, some.slice(first, first + BATCH));
  }
}

async function ask(parent: string, some: { message: Message; turn: number }[]): Promise<void> {
  const messages = some.map(({ message }) => message.name ?? "");
  let found: ReadonlyMap<string, readonly ConfabLinkPreview[]>;
  try {
    const answer = await call("BatchListLinkPreviews", { parent, messages });
    found = new Map((answer.previews ?? []).map((one) => [one.message ?? "", one.linkPreviews ?? []]));
  } catch {
    // The message says enough without; it is asked again when it is seen again.
    messages.forEach((name) => asked.delete(name));
    return;
  }
  previews.value = withFound(previews.peek(), messages, found, KEPT);
  for (const { message, turn } of some) {
    const pause = found.has(message.name ?? "") ? null : nextLook(message, turn, Date.now());
    if (pause !== null) setTimeout(() => enqueue(message, turn + 1), pause);
  }
}

/** What is known after an answer; messages that it leaves out have none. */
export function withFound<T>(known: ReadonlyMap<string, T>, names: string[], found: ReadonlyMap<string, T>, kept: number): ReadonlyMap<string, T> {
  const next = new Map(known);
  for (const name of names) {
    const one = found.get(name);
    next.delete(name);
    if (one) next.set(name, one);
  }
  for (const name of [...next.keys()].slice(0, Math.max(0, next.size - kept))) next.delete(name);
  return next;
}
