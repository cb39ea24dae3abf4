import { Crown, Ellipsis, MessageCircle, UserMinus, UserPlus, UserRound } from "lucide-preact";
import { useState } from "preact/hooks";
import { call } from "../../api/client";
import type { Membership, MembershipMembershipRole, Space, User } from "../../api/gen/types";
import { group } from "../../state/groups";
import { loadMembers } from "../../state/load";
import { me, membersOf, person, presenceOf } from "../../state/store";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Menu, type MenuItem } from "../../ui/Menu";
import { PresenceDot } from "../../ui/PresenceDot";
import { attempt } from "../message/actions";
import { invitee, openChatWith } from "../new-space/open";
import { PeoplePicker } from "../new-space/PeoplePicker";

const ROLES: Partial<Record<MembershipMembershipRole, string>> = {
  ROLE_MANAGER: "Owner",
  ROLE_ASSISTANT_MANAGER: "Manager",
};

/** Who is in a space, with what one may do about it. */
export function MemberList({ space }: { space: Space }) {
  const [adding, setAdding] = useState(false);
  const name = space.name ?? "";
  const members = inOrder(membersOf(name).value ?? []);
  const named = space.spaceType === "SPACE";
  return (
    <section aria-labelledby="members-title">
      <div class="details-head">
        <h3 id="members-title">{members.length === 1 ? "1 member" : `${members.length} members`}</h3>
        {named && (
          <Button kind="quiet" onClick={() => setAdding(true)}>
            <UserPlus /> Add
          </Button>
        )}
      </div>
      <ul class="members">
        {members.map((membership) => (
          <MemberRow key={membership.name} membership={membership} space={name} named={named} />
        ))}
      </ul>
      {adding && <AddMembers space={name} onClose={() => setAdding(false)} />}
    </section>
  );
}

/** Owners and managers first, then all the others; by name among their like. */
function inOrder(members: readonly Membership[]): Membership[] {
  const rank = ({ role = "ROLE_MEMBER", state }: Membership) => (state === "INVITED" ? 3 : role === "ROLE_MANAGER" ? 0 : role === "ROLE_MEMBER" ? 2 : 1);
  const called = ({ member, groupMember }: Membership) => {
    const user = groupMember?.name ? group(groupMember.name) : { ...member, ...person(member?.name) };
    return user.displayName || user.email || "";
  };
  return members.toSorted((a, b) => rank(a) - rank(b) || called(a).localeCompare(called(b)));
}

/** Somebody, an app, or a group, all of whose people are members. */
function MemberRow({ membership, space, named }: { membership: Membership; space: string; named: boolean }) {
  const groupName = membership.groupMember?.name;
  const user: User = groupName ? group(groupName) : { ...membership.member, ...person(membership.member?.name) };
  const name = user.displayName || user.email || groupName || "Somebody";
  const role = membership.state === "INVITED" ? "Invited" : ROLES[membership.role ?? "ROLE_MEMBER"];
  const own = user.name === me.value?.name;
  return (
    <li class="member">
      <span class="with-presence">
        <Avatar name={name} id={user.name ?? ""} url={user.avatarUrl} square={membership.member?.type === "BOT" || Boolean(groupName)} />
        {membership.member?.type === "HUMAN" && membership.state === "JOINED" && <PresenceDot state={presenceOf(user.name).value} />}
      </span>
      <span class="member-text">
        <span>
          {name}
          {own && <span class="muted"> (you)</span>}
        </span>
        <span class="muted">{membership.member?.type === "BOT" ? "App" : groupName ? `Group · ${user.email ?? ""}` : user.email}</span>
      </span>
      {role && <span class="tag">{role}</span>}
      {!own && (
        <Menu label={`Actions for ${name}`} items={items(membership, space, named)}>
          <Ellipsis />
        </Menu>
      )}
    </li>
  );
}

function items(membership: Membership, space: string, named: boolean): (MenuItem | "line")[] {
  const list: (MenuItem | "line")[] = [];
  const ofGroup = Boolean(membership.groupMember);
  if (!ofGroup && membership.member?.type !== "BOT") {
    list.push({ label: "Message", icon: MessageCircle, onPick: () => void openChatWith(membership.member?.name ?? "") });
  }
  if (!named) return list;
  const setRole = (role: MembershipMembershipRole) =>
    void attempt(async () => {
      await call("UpdateMembership", { membership: { name: membership.name, role }, updateMask: "role" });
      await loadMembers(space);
    });
  if (!ofGroup && membership.state === "JOINED" && membership.member?.type !== "BOT") {
    const choices: [MembershipMembershipRole, string, MenuItem["icon"]][] = [
      ["ROLE_MANAGER", "Make owner", Crown],
      ["ROLE_ASSISTANT_MANAGER", "Make manager", Crown],
      ["ROLE_MEMBER", "Make an ordinary member", UserRound],
    ];
    for (const [role, label, icon] of choices) {
      if (role !== membership.role && icon) list.push({ label, icon, onPick: () => setRole(role) });
    }
  }
  list.push("line", {
    label: "Remove from the space",
    icon: UserMinus,
    danger: true,
    onPick: () =>
      void attempt(async () => {
        await call("DeleteMembership", { name: membership.name });
        await loadMembers(space);
      }),
  });
  return list;
}

function AddMembers({ space, onClose }: { space: string; onClose: () => void }) {
  const [chosen, setChosen] = useState<User[]>([]);
  const add = async () => {
    onClose();
    for (const user of chosen) {
      await attempt(() => call("CreateMembership", { parent: space, membership: invitee(user) }));
    }
    await loadMembers(space);
  };
  return (
    <Dialog title="Add people" onClose={onClose}>
      <PeoplePicker label="People and groups to add" groups chosen={chosen} onChange={setChosen} />
      <div class="dialog-foot">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" disabled={chosen.length === 0} onClick={() => void add()}>
          Add
        </Button>
      </div>
    </Dialog>
  );
}
