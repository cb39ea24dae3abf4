import { useEffect, useState } from "preact/hooks";
import { all, call } from "../../api/client";
import { shortTime } from "../../state/time";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { usePages } from "../../ui/usePages";
import { actor } from "./audit";
import { Listing } from "../../ui/Listing";

const COLUMNS = ["When", "Who", "Action", "To what", "Detail", "From"];
const NOTHING = { actor: "", action: "" };

/** What happened here that matters for security, the latest first. */
export function AuditLog() {
  const [wanted, setWanted] = useState(NOTHING);
  const addresses = useAddresses();
  const { list, failed, more } = usePages(JSON.stringify(wanted), async (pageToken) => {
    const page = await call("ListAuditEntries", { ...wanted, pageSize: 100, pageToken });
    return { items: page.entries, next: page.nextPageToken };
  });
  const rows = list?.map((entry) => (
    <tr key={entry.number}>
      <td class="nowrap">{shortTime(entry.time)}</td>
      <td>{actor(entry, addresses)}</td>
      <td>
        <code>{entry.action}</code>
      </td>
      <td>{addresses.get(entry.target ?? "") ?? entry.target}</td>
      <td>{entry.detail}</td>
      <td>{entry.origin}</td>
    </tr>
  ));
  return (
    <>
      <Filter addresses={addresses} onFilter={setWanted} />
      <Listing label="Audit log" columns={COLUMNS} rows={rows ?? null} failed={failed} empty="Nothing such has happened." more={more} />
    </>
  );
}

function Filter({ addresses, onFilter }: { addresses: ReadonlyMap<string, string>; onFilter: (wanted: typeof NOTHING) => void }) {
  const [form, setForm] = useState(NOTHING);
  const submit = (event: Event) => {
    event.preventDefault();
    onFilter({ actor: form.actor, action: form.action.trim() });
  };
  return (
    <form class="filter" onSubmit={submit}>
      <Field label="Who">
        <select class="input" value={form.actor} onChange={(event) => setForm({ ...form, actor: event.currentTarget.value })}>
          <option value="">Anybody</option>
          <option value="commandLine">Command line</option>
          {[...addresses].map(([name, address]) => (
            <option key={name} value={name}>
              {address}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Action">
        <input class="input" placeholder="user.create" value={form.action} onInput={(event) => setForm({ ...form, action: event.currentTarget.value })} />
      </Field>
      <Button type="submit">Filter</Button>
    </form>
  );
}

/** E-mail addresses by resource name, at most a thousand. */
function useAddresses(): ReadonlyMap<string, string> {
  const [addresses, setAddresses] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    const users = all((pageToken) => call("ListUsers", { pageSize: 500, pageToken }), (page) => page.users, 1_000);
    // Without them the log shows resource names.
    users.then((found) => setAddresses(new Map(found.map((user) => [user.name ?? "", user.email ?? ""]))), () => {});
  }, []);
  return addresses;
}
