// The one state, and what panels read of it.

import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { SessionUser } from "../api/session";
import type { Message, Space, User } from "../api/gen/types";
import { emojiWords } from "./custom-emoji";
import { NOTHING, type Known, type SpaceEntry } from "./known";
import { plainText } from "../text/markup";

export const known = signal<Known>(NOTHING);
export const me = signal<SessionUser | null>(null);
/** Whether live events flow. */
export const connected = signal(true);
/** Whether the first load is done. */
export const ready = signal(false);

export function change(next: (known: Known) => Known): void {
  known.value = next(known.peek());
}

const selections = new Map<string, ReadonlySignal<unknown>>();

/** A part of the state that only tells when that part changes. */
function select<T>(key: string, read: (known: Known) => T): ReadonlySignal<T> {
  const found = selections.get(key) ?? computed(() => read(known.value));
  selections.set(key, found);
  return found as ReadonlySignal<T>;
}

export const spaceEntry = (name: string) => select(`space ${name}`, (all) => all.spaces.get(name));
export const timelineOf = (name: string) => select(`timeline ${name}`, (all) => all.timelines.get(name));
export const membersOf = (space: string) => select(`members ${space}`, (all) => all.members.get(space));

export const presenceOf = (user: string | undefined) => select(`presence ${user}`, (all) => all.presence.get(user ?? "") ?? "AWAY");

// By person, so that the rows of one are drawn anew when that one changes, not
// with every event.
const profile = (name: string) => select(`person ${name}`, (all) => all.people.get(name)).value;

export function person(name: string | undefined): User {
  return profile(name ?? "") ?? { name: name ?? "" };
}

export function personName(name: string | undefined): string {
  if (name === "users/all") return "all";
  const user = profile(name ?? "");
  return user?.displayName || user?.email || "Unknown person";
}

export const isDirect = (space: Space) => space.spaceType === "DIRECT_MESSAGE";
/** Whether replies make threads there. */
export const hasThreads = (space: Space | undefined) => space?.spaceType === "SPACE";

/** A space's name; those of direct messages are the names of the others. */
export function spaceTitle(space: Space | undefined): string {
  if (!space) return "";
  if (space.displayName) return space.displayName;
  const names = othersIn(space).map((user) => user.displayName || personName(user.name));
  if (names.length > 0) return names.length > 1 ? names.map((name) => name.split(" ")[0]).join(", ") : (names[0] ?? "");
  return isDirect(space) ? "Direct message" : "Group chat";
}

/** Whom a direct message is with. */
export function partner(space: Space): User | undefined {
  if (!isDirect(space)) return undefined;
  const other = othersIn(space)[0];
  return other && { ...other, ...person(other.name) };
}

/** Who else is in a conversation: its members, or what the list of spaces told of them. */
function othersIn(space: Space): readonly User[] {
  const members = membersOf(space.name ?? "").value?.map((membership) => membership.member);
  const known = members ?? spaceEntry(space.name ?? "").value?.others ?? [];
  return known.filter((user): user is User => Boolean(user) && user?.name !== me.value?.name);
}

const spaces = computed(() => known.value.spaces);

export const spaceList = computed((): SpaceEntry[] =>
  [...spaces.value.values()].sort((a, b) => spaceTitle(a.space).localeCompare(spaceTitle(b.space))),
);

export const unreadTotals = computed(() => {
  let unread = 0;
  let calls = 0;
  for (const entry of spaces.value.values()) {
    if (entry.unread > 0) unread += 1;
    calls += isDirect(entry.space) ? entry.unread : entry.mentions;
  }
  return { spaces: unread, calls };
});

/** A message in one line. */
export function summary(message: Message | undefined): string {
  if (!message) return "";
  const text = plainText(message.formattedText ?? message.text ?? "", personName, emojiWords);
  if (text) return text;
  if (message.attachment?.length) return message.attachment[0]?.contentName ?? "A file";
  const card = message.cardsV2?.[0]?.card?.header?.title ?? message.cards?.[0]?.header?.title;
  return card ?? message.fallbackText ?? (message.cardsV2?.length ? "A card" : "");
}
