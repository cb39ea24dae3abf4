// Reading from the server into the state.

import { all, call, json } from "../api/client";
import { ApiError } from "../api/error";
import type { Membership, Message, Reaction, Space, User } from "../api/gen/types";
import { withEntry, withoutSpace, withPeople, withTimeline, withUsed, type Known, type SpaceEntry } from "./known";
import { route } from "./route";
import { change, known } from "./store";
import { spaceOf } from "./names";
import { micros } from "./time";
import { EMPTY, has, withNewer, withOlder } from "./timeline";

const PAGE = 50;
/** What fills a window: a conversation opens with it, and goes on when one scrolls. */
const FIRST = 30;

interface Summary {
  space?: Space;
  unreadCount?: number | string;
  mentionCount?: number | string;
  lastReadTime?: string;
  lastMessage?: Message;
  members?: User[];
}

interface SummaryPage {
  spaceSummaries?: Summary[];
  nextPageToken?: string;
}

/** All spaces of the caller, with what is unread in them. */
export async function loadSpaces(): Promise<void> {
  const summaries = await all(
    (token) => json<SummaryPage>("GET", `/confab/v1/users/me/spaceSummaries?pageSize=1000&pageToken=${encodeURIComponent(token)}`),
    (page) => page.spaceSummaries,
  );
  change((state) => {
    const spaces = new Map(summaries.map((summary) => [summary.space?.name ?? "", entry(summary)]));
    const people = summaries.flatMap((summary) => [summary.lastMessage?.sender, ...(summary.members ?? [])]);
    return withPeople({ ...state, spaces }, people);
  });
}

function entry(summary: Summary): SpaceEntry {
  return {
    space: summary.space ?? {},
    unread: Number(summary.unreadCount ?? 0),
    mentions: Number(summary.mentionCount ?? 0),
    readUntil: micros(summary.lastReadTime),
    ...(summary.lastMessage ? { last: summary.lastMessage } : {}),
    ...(summary.members?.length ? { others: summary.members } : {}),
  };
}

/** A space that one has just come into. */
export async function loadSpace(name: string): Promise<void> {
  try {
    const space = await call("GetSpace", { name });
    change((state) => {
      const known = state.spaces.get(name);
      const fresh: SpaceEntry = { unread: 0, mentions: 0, readUntil: 0, ...known, space };
      return withEntry(state, name, fresh);
    });
    if (!space.displayName) await loadMembers(name);
  } catch (error) {
    if (error instanceof ApiError && (error.code === 404 || error.code === 403)) change((state) => withoutSpace(state, name));
    else throw error;
  }
}

export async function loadMembers(space: string): Promise<void> {
  const members = await all(
    (pageToken) => call("ListMemberships", { parent: space, pageSize: 1000, pageToken, showInvited: true, showGroups: true }),
    (page) => page.memberships,
    2_000,
  );
  change((state) => {
    const next = withPeople(state, members.map((membership: Membership) => membership.member));
    return { ...next, members: new Map(next.members).set(space, members) };
  });
}

interface ListOptions {
  filter?: string;
  newest: boolean;
  size?: number;
}

/** A conversation's or a thread's messages, on one side of a time. */
async function list(name: string, { filter, newest, size = PAGE }: ListOptions) {
  const thread = name.includes("/threads/") ? `thread.name = ${name}` : "";
  const page = await call("ListMessages", {
    parent: spaceOf(name),
    pageSize: size,
    orderBy: newest ? "createTime DESC" : "createTime ASC",
    showDeleted: true,
    ...(thread || filter ? { filter: [thread, filter].filter(Boolean).join(" AND ") } : {}),
  });
  return { messages: page.messages ?? [], more: Boolean(page.nextPageToken) };
}

const opening = new Map<string, Promise<void>>();
/** Of those being opened: where something happened meanwhile. */
const disturbed = new Set<string>();
/** Where something happens all the time, what was read last has to do. */
const TRIES = 3;

/** The newest messages, unless they are here or on their way already. */
export async function openTimeline(name: string): Promise<void> {
  const open = known.peek().timelines.get(name);
  if (!open || open.newer) {
    const loading = opening.get(name) ?? firstPage(name).finally(() => opening.delete(name));
    opening.set(name, loading);
    await loading;
  }
  change((state) => withUsed(state, [name, ...inView()]));
}

async function firstPage(name: string): Promise<void> {
  // A page may be older than what was heard while it was on its way.
  for (let tries = 0; tries < TRIES; tries += 1) {
    disturbed.delete(name);
    await loadNewest(name);
    if (!disturbed.delete(name)) return;
  }
}

/** A live event about messages of a space, which may be one that is being opened. */
export function disturb(space: string): void {
  for (const name of opening.keys()) {
    if (spaceOf(name) === space) disturbed.add(name);
  }
}

function inView(): string[] {
  const { space, thread } = route.peek();
  return [space, thread].filter((name) => name !== undefined);
}

export async function loadNewest(name: string): Promise<void> {
  const { messages, more } = await list(name, { newest: true, size: FIRST });
  const fresh = { ...EMPTY, messages: messages.toReversed(), older: more };
  change((state) => keepLater(withTimeline(state, name, fresh), state, name));
}

/** Live messages that came while the page was on its way stay. */
function keepLater(next: Known, before: Known, name: string): Known {
  const old = before.timelines.get(name);
  const fresh = next.timelines.get(name);
  if (!old || old.newer || !fresh) return next;
  const newest = micros(fresh.messages.at(-1)?.createTime);
  const later = old.messages.filter((message) => micros(message.createTime) > newest);
  return withTimeline(next, name, { ...fresh, messages: [...fresh.messages, ...later] });
}

const running = new Set<string>();

/** Runs one loading of a kind at a time. */
async function once(key: string, load: () => Promise<void>): Promise<void> {
  if (running.has(key)) return;
  running.add(key);
  try {
    await load();
  } finally {
    running.delete(key);
  }
}

export function loadOlder(name: string): Promise<void> {
  return once(`older ${name}`, async () => {
    const first = known.peek().timelines.get(name)?.messages[0];
    if (!first) return;
    const page = await list(name, { newest: true, filter: `createTime < "${first.createTime}"` });
    change((state) => {
      const timeline = state.timelines.get(name);
      return timeline ? withTimeline(state, name, withOlder(timeline, page.messages, page.more)) : state;
    });
  });
}

export function loadNewer(name: string): Promise<void> {
  return once(`newer ${name}`, async () => {
    const last = known.peek().timelines.get(name)?.messages.at(-1);
    if (!last) return;
    const page = await list(name, { newest: false, filter: `createTime > "${last.createTime}"` });
    change((state) => {
      const timeline = state.timelines.get(name);
      return timeline ? withTimeline(state, name, withNewer(timeline, page.messages, page.more)) : state;
    });
  });
}

/** The messages around one, for links that lead to it. */
export async function loadAround(space: string, message: string): Promise<void> {
  const open = known.peek().timelines.get(space);
  if (open && has(open, message)) return;
  const target = await call("GetMessage", { name: message });
  const [before, after] = await Promise.all([
    list(space, { newest: true, filter: `createTime < "${target.createTime}"`, size: 30 }),
    list(space, { newest: false, filter: `createTime > "${target.createTime}"`, size: 30 }),
  ]);
  const messages = [...before.messages.toReversed(), target, ...after.messages];
  change((state) => withTimeline(state, space, { messages, older: before.more, newer: after.more }));
}

/** Who reacted, asked once per message; live events keep it up to date. */
/** Messages whose reactions are being read, and are to be read again: somebody reacted meanwhile. */
const again = new Set<string>();

export async function loadReactions(message: string): Promise<void> {
  const key = `reactions ${message}`;
  if (running.has(key)) {
    again.add(message);
    return;
  }
  await once(key, async () => {
    if (known.peek().reactions.has(message)) return;
    let reactions = await readReactions(message);
    for (let tries = 1; tries < TRIES && again.delete(message); tries += 1) reactions = await readReactions(message);
    again.delete(message);
    change((state) => {
      const next = withPeople(state, reactions.map((reaction) => reaction.user));
      return { ...next, reactions: new Map(next.reactions).set(message, reactions) };
    });
  });
}

function readReactions(message: string): Promise<Reaction[]> {
  return all(
    (pageToken) => call("ListReactions", { parent: message, pageSize: 200, pageToken }),
    (page) => page.reactions,
    1_000,
  );
}

/** After the live stream broke for too long: nothing that is here is trusted. */
export async function reload(): Promise<void> {
  change((state) => ({ ...state, reactions: new Map(), members: new Map() }));
  await loadSpaces();
  const open = inView().filter((name) => known.peek().timelines.has(name));
  change((state) => ({ ...state, timelines: new Map([...state.timelines].filter(([name]) => open.includes(name))) }));
  await Promise.all(open.map((name) => loadNewest(name).catch(() => {})));
}
