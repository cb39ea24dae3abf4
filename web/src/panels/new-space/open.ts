// Ways into a conversation that may not be there yet.

import { call } from "../../api/client";
import { ApiError } from "../../api/error";
import type { Membership, Space, User } from "../../api/gen/types";
import { isGroup } from "../../state/groups";
import { withEntry } from "../../state/known";
import { loadMembers } from "../../state/load";
import { go } from "../../state/route";
import { change, me, person } from "../../state/store";
import { attempt } from "../message/actions";
import { spacePath } from "../space-list/order";

/** Puts a space that was just made or found on the list, and goes there. */
export async function enter(space: Space): Promise<void> {
  const name = space.name ?? "";
  change((state) => {
    const known = state.spaces.get(name);
    return withEntry(state, name, { unread: 0, mentions: 0, readUntil: 0, ...known, space: { ...known?.space, ...space } });
  });
  go(spacePath(name));
  await loadMembers(name);
}

/** The direct message with somebody, made if there is none. */
export async function openChatWith(name: string, user = person(name)): Promise<void> {
  if (name === me.peek()?.name) return;
  await attempt(async () => enter(await directMessage(name, user)));
}

async function directMessage(name: string, user: User): Promise<Space> {
  try {
    return await call("FindDirectMessage", { name });
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 404) throw error;
    return openGroup([user]);
  }
}

/** A direct message with one person, a group chat with several. */
export async function openGroup(users: User[]): Promise<Space> {
  return call("SetUpSpace", {
    requestId: crypto.randomUUID(),
    space: { spaceType: users.length > 1 ? "GROUP_CHAT" : "DIRECT_MESSAGE" },
    memberships: users.map(invitee),
  });
}

/** By address where it is known: people of other organizations have no other name. */
export function invitee(user: User): Membership {
  if (isGroup(user.name)) return { groupMember: { name: user.name } };
  const name = user.email ? `users/${user.email}` : user.name ?? "";
  return { member: { name, type: "HUMAN" } };
}
