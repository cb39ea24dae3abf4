// Spaces that one is invited to: asked for at the start, after a reconnect, and
// when a live event is about one's own membership.

import { effect, signal } from "@preact/signals";
import { all, call } from "../api/client";
import type { Space } from "../api/gen/types";
import { loadSpace } from "./load";
import { change, connected, known } from "./store";
import { withPeople } from "./known";

export const invitations = signal<readonly Space[]>([]);

export async function loadInvitations(): Promise<void> {
  const found = await all((pageToken) => call("ListInvitations", { pageSize: 100, pageToken }), (page) => page.invitations, 500);
  change((state) => withPeople(state, found.map((invitation) => invitation.membership?.member)));
  invitations.value = open(found.map((invitation) => invitation.space ?? {}), known.peek().spaces);
}

/** Those that were not accepted meanwhile. */
export function open(spaces: readonly Space[], joined: { has(name: string): boolean }): Space[] {
  return spaces.filter((space) => space.name && !joined.has(space.name));
}

/** Keeps the list true for as long as the page lives. */
export function watchInvitations(): void {
  // Without a connection the next one finds them.
  effect(() => {
    if (connected.value) loadInvitations().catch(() => {});
  });
}

export async function acceptInvitation(name: string): Promise<void> {
  await call("AcceptInvitation", { name });
  await loadSpace(name);
  drop(name);
}

export async function declineInvitation(name: string): Promise<void> {
  await call("DeclineInvitation", { name });
  drop(name);
}

function drop(name: string) {
  invitations.value = invitations.peek().filter((space) => space.name !== name);
}
