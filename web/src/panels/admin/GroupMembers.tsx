import { X } from "lucide-preact";
import { useState } from "preact/hooks";
import { call } from "../../api/client";
import type { ConfabAdminGroup, ConfabAdminUser, User } from "../../api/gen/types";
import { Avatar } from "../../ui/Avatar";
import { Button, IconButton } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { usePages } from "../../ui/usePages";
import { attempt } from "../message/actions";
import { PeoplePicker } from "../new-space/PeoplePicker";
import "../space-details/space-details.css";

/** Who is in a group, with ways in and out. */
export function GroupMembers({ group, onClose }: { group: ConfabAdminGroup; onClose: () => void }) {
  const [chosen, setChosen] = useState<User[]>([]);
  const { list, setList, failed, more } = usePages(group.name ?? "", async (pageToken) => {
    const page = await call("ListGroupMembers", { parent: group.name, pageSize: 100, pageToken });
    return { items: page.users, next: page.nextPageToken };
  });
  const add = async () => {
    for (const user of chosen) {
      await attempt(async () => {
        const added = await call("AddGroupMember", { name: group.name, user: user.name });
        setList((before) => [...(before ?? []).filter((other) => other.name !== added.name), added]);
      });
    }
    setChosen([]);
  };
  const remove = (user: ConfabAdminUser) =>
    attempt(async () => {
      await call("RemoveGroupMember", { name: group.name, user: user.name });
      setList((before) => (before ?? []).filter((other) => other.name !== user.name));
    });
  return (
    <Dialog title={`Members of ${group.displayName}`} onClose={onClose}>
      {failed && <p class="error" role="alert">{failed}</p>}
      {list?.length === 0 && <p class="muted">Nobody is in it yet.</p>}
      <ul class="members">
        {list?.map((user) => (
          <li key={user.name} class="member">
            <Avatar name={user.displayName ?? "?"} id={user.name ?? ""} />
            <span class="member-text">
              <span>{user.displayName}</span>
              <span class="muted">{user.email}</span>
            </span>
            <IconButton label={`Remove ${user.displayName}`} onClick={() => void remove(user)}>
              <X />
            </IconButton>
          </li>
        ))}
      </ul>
      {more && <Button onClick={more}>More</Button>}
      <PeoplePicker label="People to add" chosen={chosen} onChange={setChosen} />
      <div class="dialog-foot">
        <Button disabled={chosen.length === 0} onClick={() => void add()}>
          Add
        </Button>
        <Button kind="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </Dialog>
  );
}
