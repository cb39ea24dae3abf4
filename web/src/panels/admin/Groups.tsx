import { useState } from "preact/hooks";
import { call } from "../../api/client";
import type { ConfabAdminGroup } from "../../api/gen/types";
import { Button } from "../../ui/Button";
import { Listing } from "../../ui/Listing";
import { usePages } from "../../ui/usePages";
import { GroupMembers } from "./GroupMembers";
import { NewGroup } from "./NewGroup";

/** Groups and who is in them. */
export function Groups() {
  const [making, setMaking] = useState(false);
  const [open, setOpen] = useState<ConfabAdminGroup | null>(null);
  const { list, setList, failed, more } = usePages("groups", async (pageToken) => {
    const page = await call("ListGroups", { pageSize: 100, pageToken });
    return { items: page.groups, next: page.nextPageToken };
  });
  const rows = list?.map((group) => (
    <tr key={group.name}>
      <th scope="row">{group.displayName}</th>
      <td>{group.email}</td>
      <td>
        <code>{group.name}</code>
      </td>
      <td class="table-actions">
        <Button kind="quiet" aria-label={`Members of ${group.displayName}`} onClick={() => setOpen(group)}>
          Members
        </Button>
      </td>
    </tr>
  ));
  return (
    <>
      <div class="notice-actions start">
        <Button onClick={() => setMaking(true)}>New group</Button>
      </div>
      <Listing label="Groups" columns={["Name", "E-mail", "Resource name", "Actions"]} rows={rows ?? null} failed={failed} empty="There is no group yet." more={more} />
      {making && (
        <NewGroup
          onMade={(group) => {
            setList((before) => [...(before ?? []), group]);
            setOpen(group);
          }}
          onClose={() => setMaking(false)}
        />
      )}
      {open && !making && <GroupMembers group={open} onClose={() => setOpen(null)} />}
    </>
  );
}
