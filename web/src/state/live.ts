// Where live events come in: applied to the state, then whatever they make
// necessary to read.

import { listen, type LiveEvent } from "../api/live";
import { session } from "../api/session";
import { notify } from "./notify";
import { loadInvitations, watchInvitations } from "./invitations";
import { flushAll } from "./send";
import { apply, isMine, membershipsIn, messagesIn, reactionsIn, threadOf } from "./known";
import { spaceOf } from "./names";
import { lookAtNotices } from "./notices";
import { watchActivity } from "./activity";
import { tellPreferences } from "./preferences";
import { disturb, loadReactions, loadSpace, loadSpaces, reload } from "./load";
import { readAhead } from "./read-ahead";
import { change, connected, known, me, ready } from "./store";

/** Signs in, loads the spaces and listens from then on. */
export async function start(): Promise<void> {
  const { user } = await session();
  me.value = user;
  change((state) => ({ ...state, me: user.name, people: new Map(state.people).set(user.name, user) }));
  // First the stream, then the list: nothing falls between them.
  await new Promise<void>((resolve) => connect(resolve));
  await loadSpaces();
  ready.value = true;
  flushAll();
  watchInvitations();
  watchActivity();
  readAhead();
  // Apps are then told what they were told before.
  tellPreferences().catch(() => {});
}

function connect(first: () => void) {
  listen({
    event: (event) => void take(event),
    reset: () => void reload(),
    connected: (yes) => {
      show(yes);
      // Who is there is told anew.
      if (yes) change((state) => ({ ...state, presence: new Map() }));
      if (yes) flushAll();
      first();
    },
  });
}

/** Milliseconds; a shorter break is nobody's business. */
const NOTICED = 2_000;
let noticing: ReturnType<typeof setTimeout> | undefined;

function show(yes: boolean) {
  clearTimeout(noticing);
  if (yes) connected.value = true;
  else noticing = setTimeout(() => (connected.value = false), NOTICED);
}

async function take(event: LiveEvent): Promise<void> {
  const before = known.peek();
  change((state) => apply(state, event));
  if (event.appNoticesChanged) return lookAtNotices(event.space ?? "");
  if (!event.spaceEvent) return;
  disturb(event.space ?? "");
  const said = messagesIn(event.spaceEvent, "Created");
  for (const message of said) void notify(before, message);
  for (const reaction of reactionsIn(event.spaceEvent)) {
    const message = reaction.name?.split("/reactions/")[0] ?? "";
    // Nobody had reacted before: from now on who did is kept.
    const shown = before.timelines.has(spaceOf(message)) || before.timelines.has(threadOf(message));
    if (shown && !before.reactions.has(message)) void loadReactions(message).catch(() => {});
  }
  const space = event.space ?? "";
  if (membershipsIn(event.spaceEvent).some((membership) => isMine(membership, before.me))) void loadInvitations().catch(() => {});
  const joined = membershipsIn(event.spaceEvent).some(
    (membership) => isMine(membership, before.me) && membership.state === "JOINED",
  );
  if (!space || !ready.peek() || before.spaces.has(space) || (said.length === 0 && !joined)) return;
  await loadSpace(space);
  // What was said there counts, and is told, now that the space is known.
  change((state) => apply(state, event));
  for (const message of said) void notify(known.peek(), message);
}
