import { call } from "../../api/client";
import { usePages } from "../../ui/usePages";
import { Listing } from "./Listing";

/** Groups, which are made at the command line. */
export function Groups() {
  const { list, failed, more } = usePages("groups", async (pageToken) => {
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
    </tr>
  ));
  return (
    <>
      <p class="muted">
        Groups are made and filled with <code>confab admin group</code>.
      </p>
      <Listing label="Groups" columns={["Name", "E-mail", "Resource name"]} rows={rows ?? null} failed={failed} empty="There is no group yet." more={more} />
    </>
  );
}
