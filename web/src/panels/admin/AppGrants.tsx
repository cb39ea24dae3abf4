import { useState } from "preact/hooks";
import { call } from "../../api/client";
import { sentence } from "../../api/error";
import type { ConfabAppGrants } from "../../api/gen/types";
import { Button } from "../../ui/Button";
import { CheckList } from "../../ui/CheckList";
import { Dialog } from "../../ui/Dialog";
import { Listing } from "../../ui/Listing";
import { usePages } from "../../ui/usePages";
import { Scopes } from "../developer/Scopes";
import { APP_SCOPES, USER_SCOPES } from "../developer/scopes";

const COLUMNS = ["App", "Approved for itself", "In the name of any user", "Actions"];

/** Apps and what they may do without anybody's consent. */
export function AppGrants() {
  const [changing, setChanging] = useState<ConfabAppGrants | null>(null);
  const { list, setList, failed, more } = usePages("apps", async (pageToken) => {
    const page = await call("ListAppGrants", { pageSize: 100, pageToken });
    return { items: page.apps, next: page.nextPageToken };
  });
  const changed = (app: ConfabAppGrants) => setList((before) => (before ?? []).map((other) => (other.name === app.name ? app : other)));
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
      <td class="table-actions">
        <Button kind="quiet" aria-label={`Change what ${app.displayName} may do`} onClick={() => setChanging(app)}>
          Change
        </Button>
      </td>
    </tr>
  ));
  return (
    <>
      <Listing label="Apps" columns={COLUMNS} rows={rows ?? null} failed={failed} empty="There is no app yet." more={more} />
      {changing && <ChangeGrants app={changing} onChanged={changed} onClose={() => setChanging(null)} />}
    </>
  );
}

const short = (scopes: string[] | undefined) => (scopes ?? []).map((scope) => scope.split("/").at(-1) ?? scope);

/** All that can be given, and what was given otherwise. */
const offered = (usual: string[], given: string[]) => [...usual, ...given.filter((scope) => !usual.includes(scope))];

interface Props {
  app: ConfabAppGrants;
  onChanged: (app: ConfabAppGrants) => void;
  onClose: () => void;
}

function ChangeGrants({ app, onChanged, onClose }: Props) {
  const [approved, setApproved] = useState(short(app.approvedScopes));
  const [delegated, setDelegated] = useState(short(app.delegatedScopes));
  const [error, setError] = useState<string | null>(null);
  const save = async (event: Event) => {
    event.preventDefault();
    try {
      onChanged(await call("SetAppGrants", { name: app.name, approvedScopes: approved, delegatedScopes: delegated }));
      onClose();
    } catch (refusal) {
      setError(sentence(refusal));
    }
  };
  return (
    <Dialog title={`What ${app.displayName} may do`} onClose={onClose}>
      <form class="dialog-inner-form" onSubmit={(event) => void save(event)}>
        <CheckList label="In its own name, everywhere it is installed" choices={offered(APP_SCOPES, approved)} chosen={approved} onChange={setApproved} />
        <CheckList label="In the name of any user, without asking them" choices={offered(USER_SCOPES, delegated)} chosen={delegated} onChange={setDelegated} />
        {error && <p class="error" role="alert">{error}</p>}
        <div class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit">
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
