import { Ellipsis } from "lucide-preact";
import { useState } from "preact/hooks";
import { call } from "../../api/client";
import type { ConfabAdminUser } from "../../api/gen/types";
import { me } from "../../state/store";
import { briefDate } from "../../state/time";
import { Button } from "../../ui/Button";
import { Confirm } from "../../ui/Confirm";
import { Menu, type MenuItem } from "../../ui/Menu";
import { usePages } from "../../ui/usePages";
import { attempt } from "../message/actions";
import { Listing } from "../../ui/Listing";
import { NewPerson } from "./NewPerson";
import { replaced, withPerson } from "./people";

const COLUMNS = ["Name", "E-mail", "Status", "Since", "Actions"];

/** Everybody with an account here. */
export function People() {
  const [making, setMaking] = useState(false);
  const [disabling, setDisabling] = useState<ConfabAdminUser | null>(null);
  const { list, setList, failed, more } = usePages("people", async (pageToken) => {
    const page = await call("ListUsers", { pageSize: 100, pageToken });
    return { items: page.users, next: page.nextPageToken };
  });
  const changed = (user: ConfabAdminUser) => setList((before) => replaced(before ?? [], user));
  const setDisabled = (user: ConfabAdminUser, disabled: boolean) =>
    attempt(async () => changed(await call("SetUserDisabled", { name: user.name, disabled })));
  const setAdmin = (user: ConfabAdminUser, admin: boolean) =>
    attempt(async () => changed(await call("SetUserAdmin", { name: user.name, admin })));
  const items = (user: ConfabAdminUser): MenuItem[] => [
    user.admin
      ? { label: "No longer an administrator", onPick: () => void setAdmin(user, false) }
      : { label: "Make administrator", onPick: () => void setAdmin(user, true) },
    user.disabled
      ? { label: "Enable", onPick: () => void setDisabled(user, false) }
      : { label: "Disable…", danger: true, onPick: () => setDisabling(user) },
  ];
  const rows = list?.map((user) => (
    <tr key={user.name} class={user.disabled ? "off" : ""}>
      <th scope="row" class="nowrap">
        {user.displayName}
      </th>
      <td>{user.email}</td>
      <td>
        {user.admin && <span class="tag">Administrator</span>} {user.disabled && <span class="tag">Disabled</span>}
      </td>
      <td class="nowrap">{briefDate(user.createTime)}</td>
      <td class="table-actions">
        {user.name === me.value?.name ? (
          <span class="muted table-word">You</span>
        ) : (
          <Menu label={`Actions on ${user.displayName || user.email}`} items={items(user)}>
            <Ellipsis />
          </Menu>
        )}
      </td>
    </tr>
  ));
  return (
    <>
      <div class="notice-actions start">
        <Button onClick={() => setMaking(true)}>New person</Button>
      </div>
      <Listing label="People" columns={COLUMNS} rows={rows ?? null} failed={failed} empty="There is nobody yet." more={more} />
      {making && <NewPerson onMade={(user) => setList((before) => withPerson(before ?? [], user))} onClose={() => setMaking(false)} />}
      {disabling && (
        <Confirm
          title={`Disable ${disabling.displayName || disabling.email}?`}
          action="Disable"
          onConfirm={() => setDisabled(disabling, true)}
          onClose={() => setDisabling(null)}
        >
          They can no longer sign in, and their tokens stop working. What they wrote stays.
        </Confirm>
      )}
    </>
  );
}
