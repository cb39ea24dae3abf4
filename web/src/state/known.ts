// Everything that the client knows, as one value, and how live events change
// it. Pure: what was known and an event make what is known.

import type { LiveEvent } from "../api/live";
import type {
  AvailabilityState,
  ConfabPresence,
  Membership,
  Message,
  Reaction,
  Space,
  SpaceEvent,
  User,
} from "../api/gen/types";
import { spaceOf } from "./names";
import { micros } from "./time";
import { type Timeline, trimmed, withDeleted, withEdited, withMessage } from "./timeline";

export interface SpaceEntry {
  space: Space;
  unread: number;
  mentions: number;
  /** Microseconds; what is later is unread. */
  readUntil: number;
  last?: Message;
  /** In direct messages and group chats: who else is there, up to ten. */
  others?: readonly User[];
}

export interface Known {
  me: string;
  /** By name: `spaces/A`. */
  spaces: ReadonlyMap<string, SpaceEntry>;
  /** Conversations that were opened, by space, and threads, by thread. */
  timelines: ReadonlyMap<string, Timeline>;
  /** By message. Without an entry nobody asked for them yet. */
  reactions: ReadonlyMap<string, readonly Reaction[]>;
  /** By space. Without an entry nobody asked for them yet. */
  members: ReadonlyMap<string, readonly Membership[]>;
  people: ReadonlyMap<string, User>;
  /** Of people who are not away, by name. */
  presence: ReadonlyMap<string, Presence>;
}

export type Presence = AvailabilityState;

export const NOTHING: Known = {
  me: "",
  spaces: new Map(),
  timelines: new Map(),
  reactions: new Map(),
  members: new Map(),
  people: new Map(),
  presence: new Map(),
};

/** The one place where live events come in. */
export function apply(known: Known, event: LiveEvent): Known {
  const state = event.readState;
  if (state?.name) return withReadUntil(known, spaceOfReadState(state.name), micros(state.lastReadTime));
  if (event.presenceChanges) return withPresence(known, event.presenceChanges.presences ?? []);
  return event.spaceEvent ? applySpaceEvent(known, event.spaceEvent) : known;
}

function withPresence(known: Known, changes: ConfabPresence[]): Known {
  const presence = new Map(known.presence);
  for (const { user = "", state = "AWAY" } of changes) {
    if (state === "AWAY") presence.delete(user);
    else presence.set(user, state);
  }
  return { ...known, presence };
}

function applySpaceEvent(known: Known, event: SpaceEvent): Known {
  let next = known;
  for (const message of messagesIn(event, "Created")) next = created(next, message);
  for (const message of messagesIn(event, "Updated")) next = edited(next, message);
  for (const message of messagesIn(event, "Deleted")) next = deleted(next, message);
  for (const reaction of one(event.reactionCreatedEventData, event.reactionBatchCreatedEventData?.reactions, "reaction"))
    next = reacted(next, reaction, true);
  for (const reaction of one(event.reactionDeletedEventData, event.reactionBatchDeletedEventData?.reactions, "reaction"))
    next = reacted(next, reaction, false);
  for (const membership of membershipsIn(event)) next = member(next, membership);
  for (const space of one(event.spaceUpdatedEventData, event.spaceBatchUpdatedEventData?.spaces, "space"))
    next = withSpace(next, space);
  return next;
}

/** The payload of a single event, or those of its batch twin. */
function one<T, K extends keyof T>(single: T | undefined, batch: T[] | undefined, field: K): NonNullable<T[K]>[] {
  const all = single ? [single] : (batch ?? []);
  return all.map((data) => data[field]).filter((found): found is NonNullable<T[K]> => found != null);
}

type Change = "Created" | "Updated" | "Deleted";

export function messagesIn(event: SpaceEvent, change: Change): Message[] {
  return one(event[`message${change}EventData`], event[`messageBatch${change}EventData`]?.messages, "message");
}

export function reactionsIn(event: SpaceEvent): Reaction[] {
  return [
    ...one(event.reactionCreatedEventData, event.reactionBatchCreatedEventData?.reactions, "reaction"),
    ...one(event.reactionDeletedEventData, event.reactionBatchDeletedEventData?.reactions, "reaction"),
  ];
}

export function membershipsIn(event: SpaceEvent): Membership[] {
  return [
    ...one(event.membershipCreatedEventData, event.membershipBatchCreatedEventData?.memberships, "membership"),
    ...one(event.membershipUpdatedEventData, event.membershipBatchUpdatedEventData?.memberships, "membership"),
    ...one(event.membershipDeletedEventData, event.membershipBatchDeletedEventData?.memberships, "membership"),
  ];
}

function created(known: Known, message: Message): Known {
  const space = spaceOf(message.name);
  let next = withPeople(known, [message.sender]);
  next = everyTimeline(next, message, (timeline) => trimmed(withMessage(timeline, message)));
  const entry = next.spaces.get(space);
  if (!entry || micros(message.createTime) <= micros(entry.last?.createTime)) return next;
  const mine = message.sender?.name === known.me;
  const unread = !mine && micros(message.createTime) > entry.readUntil;
  return withEntry(next, space, {
    ...entry,
    last: message,
    space: { ...entry.space, lastActiveTime: message.createTime },
    unread: mine ? 0 : entry.unread + (unread ? 1 : 0),
    mentions: mine ? 0 : entry.mentions + (unread && mentions(message, known.me) ? 1 : 0),
    readUntil: mine ? Math.max(entry.readUntil, micros(message.createTime)) : entry.readUntil,
  });
}

export function mentions(message: Message, me: string): boolean {
  return (message.annotations ?? []).some((annotation) => {
    if (annotation.type !== "USER_MENTION") return false;
    const user = annotation.userMention?.user?.name;
    return user === me || user === "users/all" || user === undefined;
  });
}

function edited(known: Known, message: Message): Known {
  return everyTimeline(known, message, (timeline) => withEdited(timeline, message));
}

function deleted(known: Known, message: Message): Known {
  const next = everyTimeline(known, message, (timeline) => withDeleted(timeline, message));
  const space = spaceOf(message.name);
  const entry = next.spaces.get(space);
  const counted = entry && entry.unread > 0 && micros(message.createTime) > entry.readUntil;
  return counted ? withEntry(next, space, { ...entry, unread: entry.unread - 1 }) : next;
}

function everyTimeline(known: Known, message: Message, change: (timeline: Timeline) => Timeline): Known {
  const timelines = new Map(known.timelines);
  // A thread's panel shows what the conversation does not: answers far down.
  for (const name of [spaceOf(message.name), message.thread?.name ?? threadOf(message.name)]) {
    const timeline = name && timelines.get(name);
    if (timeline) timelines.set(name, change(timeline));
  }
  return { ...known, timelines };
}

/** A message's id begins with its thread's. */
export function threadOf(message: string | undefined): string {
  const [thread = ""] = (message?.split("/").at(-1) ?? "").split(".");
  return `${spaceOf(message)}/threads/${thread}`;
}

function reacted(known: Known, reaction: Reaction, added: boolean): Known {
  const message = reaction.name?.split("/reactions/")[0] ?? "";
  const list = known.reactions.get(message);
  if (!list) return known;
  const others = list.filter((other) => other.name !== reaction.name);
  const reactions = new Map(known.reactions).set(message, added ? [...others, reaction] : others);
  return withPeople({ ...known, reactions }, [reaction.user]);
}

function member(known: Known, membership: Membership): Known {
  const space = spaceOf(membership.name);
  const gone = membership.state === "NOT_A_MEMBER";
  let next = withPeople(known, [membership.member]);
  const list = next.members.get(space);
  if (list) {
    const others = list.filter((other) => other.name !== membership.name);
    const place = list.findIndex((other) => other.name === membership.name);
    const changed = gone ? others : place >= 0 ? list.with(place, membership) : [...list, membership];
    next = { ...next, members: new Map(next.members).set(space, changed) };
  }
  return gone && isMine(membership, known.me) ? withoutSpace(next, space) : next;
}

export function isMine(membership: Membership, me: string): boolean {
  return membership.member?.name === me || membership.name?.split("/").at(-1) === me.split("/").at(-1);
}

/** A space that came to be known or changed; events leave some fields out. */
export function withSpace(known: Known, space: Space): Known {
  const name = space.name ?? "";
  const entry = known.spaces.get(name);
  if (!entry) return known;
  return withEntry(known, name, { ...entry, space: { ...entry.space, ...space } });
}

export function withEntry(known: Known, name: string, entry: SpaceEntry): Known {
  return { ...known, spaces: new Map(known.spaces).set(name, entry) };
}

export function withoutSpace(known: Known, name: string): Known {
  const spaces = new Map(known.spaces);
  const timelines = new Map(known.timelines);
  spaces.delete(name);
  timelines.delete(name);
  return { ...known, spaces, timelines };
}

export function withTimeline(known: Known, name: string, timeline: Timeline): Known {
  const next = withPeople(known, timeline.messages.map((message) => message.sender));
  return { ...next, timelines: new Map(next.timelines).set(name, timeline) };
}

/** Conversations and threads that are kept; of others everything is read anew. */
export const KEPT = 24;

/** These are looked at now, so that they are the last ones to be let go. */
export function withUsed(known: Known, names: readonly string[]): Known {
  const timelines = new Map(known.timelines);
  for (const name of names) {
    const timeline = timelines.get(name);
    // A map keeps the order in which things came into it.
    timelines.delete(name);
    if (timeline) timelines.set(name, timeline);
  }
  for (const name of [...timelines.keys()].slice(0, Math.max(0, timelines.size - KEPT))) timelines.delete(name);
  return { ...known, timelines };
}

/** Read up to a time: what is counted as unread is what is later. */
export function withReadUntil(known: Known, name: string, readUntil: number): Known {
  const entry = known.spaces.get(name);
  if (!entry || entry.readUntil === readUntil) return known;
  const later = (known.timelines.get(name)?.messages ?? []).filter(
    (message) => micros(message.createTime) > readUntil && message.sender?.name !== known.me,
  );
  const all = readUntil >= micros(entry.last?.createTime);
  return withEntry(known, name, {
    ...entry,
    readUntil,
    unread: all ? 0 : Math.max(later.length, 1),
    mentions: all ? 0 : later.filter((message) => mentions(message, known.me)).length,
  });
}

export function withPeople(known: Known, users: (User | undefined)[]): Known {
  const news = users.filter(
    (user): user is User => Boolean(user?.name && user.displayName) && differs(known.people.get(user?.name ?? ""), user),
  );
  if (news.length === 0) return known;
  const people = new Map(known.people);
  for (const user of news) people.set(user.name ?? "", { ...people.get(user.name ?? ""), ...user });
  return { ...known, people };
}

function differs(known: User | undefined, user: User | undefined): boolean {
  return known?.displayName !== user?.displayName || (user?.avatarUrl !== undefined && known?.avatarUrl !== user.avatarUrl);
}

function spaceOfReadState(name: string): string {
  return /spaces\/[^/]+/.exec(name)?.[0] ?? "";
}
