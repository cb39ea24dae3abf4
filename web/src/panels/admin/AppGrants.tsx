import { call } from "../../api/client";
import { usePages } from "../../ui/usePages";
import { Listing } from "./Listing";

/** Apps and what they may do without anybody's consent. */
export function AppGrants() {
  const { list, failed, more } = usePages("apps", async (pageToken) => {
    const page = await call("ListAppGrants", { pageSize: 100, pageToken });
    return { items: page.apps, next: page.nextPageToken };
  });
  const rows = list?.map((app) => (
    <tr key={app.name}>
      <th scope="row">
        {app.displayName}
        <div class="muted small">{app.clientEmail}</div>
      </th>
      <td>
        <Scopes scopes={app.approvedScopes} />
      </td>
      <td>
        <Scopes scopes={app.delegatedScopes} />
      </td>
    </tr>
  ));
  return (
    <>
      <p class="muted">
        Scopes are approved and delegated with <code>confab admin app</code>.
      </p>
      <Listing label="Apps" columns={["App", "Approved for itself", "In the name of any user"]} rows={rows ?? null} failed={failed} empty="There is no app yet." more={more} />
    </>
  );
}

/** Scopes by what tells them apart; the whole address when pointed at. */
function Scopes({ scopes = [] }: { scopes: string[] | undefined }) {
  if (scopes.length === 0) return <span class="muted">None</span>;
  return (
    <ul class="scopes">
      {scopes.map((scope) => (
        <li key={scope} title={scope}>
          {scope.split("/").at(-1)}
        </li>
      ))}
    </ul>
  );
}
