// What the caller may do in a space, as its permission settings say. The server
// decides; this only keeps from being offered what it would refuse.

import type { Membership, MembershipMembershipRole, Space, SpacePermissionSettings } from "../api/gen/types";
import { me, membersOf } from "./store";

export type Permission = keyof SpacePermissionSettings;

export function myMembership(space: Space): Membership | undefined {
  return membersOf(space.name ?? "").value?.find((membership) => membership.member?.name === me.value?.name);
}

/** Whether the caller may. Yes as long as their role is not known. */
export function may(space: Space, permission: Permission): boolean {
  const settings = space.permissionSettings;
  const role = myMembership(space)?.role;
  return !settings || !role || granted(settings, permission, role);
}

/** Older settings know two levels; the middle one then follows the upper. */
export function granted(settings: SpacePermissionSettings, permission: Permission, role: MembershipMembershipRole): boolean {
  const setting = settings[permission];
  if (!setting) return role !== "ROLE_MEMBER";
  if (role === "ROLE_MANAGER") return setting.managersAllowed ?? false;
  if (role === "ROLE_ASSISTANT_MANAGER") return setting.assistantManagersAllowed ?? setting.managersAllowed ?? false;
  return setting.membersAllowed ?? false;
}

export const isOwner = (space: Space) => myMembership(space)?.role === "ROLE_MANAGER";
