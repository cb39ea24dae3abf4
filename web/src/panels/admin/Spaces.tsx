import { useState } from "preact/hooks";
import { call } from "../../api/client";
import type { Space } from "../../api/gen/types";
import { briefDate } from "../../state/time";
import { Button } from "../../ui/Button";
import { Confirm } from "../../ui/Confirm";
import { Field } from "../../ui/Field";
import { Listing } from "../../ui/Listing";
import { usePages } from "../../ui/usePages";
import { attempt } from "../message/actions";

const COLUMNS = ["Name", "Members", "Found by", "Made", "Last active", "Actions"];

/** Every named space of the organization, as administrators search them. */
export function Spaces() {
  const [words, setWords] = useState("");
  const [wanted, setWanted] = useState("");
  const [deleting, setDeleting] = useState<Space | null>(null);
  const { list, setList, failed, more } = usePages(wanted, async (pageToken) => {
    const page = await call("SearchSpaces", { useAdminAccess: true, query: query(wanted), pageSize: 100, pageToken });
    return { items: page.spaces, next: page.nextPageToken };
  });
  const remove = (space: Space) =>
    attempt(async () => {
      await call("DeleteSpace", { name: space.name, useAdminAccess: true });
      setList((before) => (before ?? []).filter((other) => other.name !== space.name));
    });
  const rows = list?.map((space) => (
    <tr key={space.name}>
      <th scope="row">
        {space.displayName}
        <div class="muted small">{space.spaceDetails?.description}</div>
      </th>
      <td>{space.membershipCount?.joinedDirectHumanUserCount ?? 0}</td>
      <td>{space.accessSettings?.audience ? "Everybody" : "Members"}</td>
      <td class="nowrap">{briefDate(space.createTime)}</td>
      <td class="nowrap">{space.lastActiveTime ? briefDate(space.lastActiveTime) : ""}</td>
      <td class="table-actions">
        <Button kind="quiet" aria-label={`Delete ${space.displayName}`} onClick={() => setDeleting(space)}>
          Delete
        </Button>
      </td>
    </tr>
  ));
  const submit = (event: Event) => {
    event.preventDefault();
    setWanted(words.trim());
  };
  return (
    <>
      <form class="filter" onSubmit={submit}>
        <Field label="Name">
          <input class="input" type="search" value={words} onInput={(event) => setWords(event.currentTarget.value)} />
        </Field>
        <Button type="submit">Search</Button>
      </form>
      <Listing label="Spaces" columns={COLUMNS} rows={rows ?? null} failed={failed} empty="There is no such space." more={more} />
      {deleting && (
        <Confirm title={`Delete ${deleting.displayName}?`} action="Delete" onConfirm={() => remove(deleting)} onClose={() => setDeleting(null)}>
          All its messages and files are deleted, for everybody. This cannot be undone.
        </Confirm>
      )}
    </>
  );
}

/** The language of `spaces.search`; quotes end a text. */
export function query(words: string): string {
  const all = 'customer = "customers/my_customer" AND spaceType = "SPACE"';
  const text = words.replace(/["\\]/g, " ").trim();
  return text ? `${all} AND displayName:"${text}"` : all;
}
