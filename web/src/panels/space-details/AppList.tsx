import { Plus, X } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { all, call } from "../../api/client";
import { sentence } from "../../api/error";
import type { ConfabApp, Membership, Space } from "../../api/gen/types";
import { loadMembers } from "../../state/load";
import { may } from "../../state/permissions";
import { membersOf, person } from "../../state/store";
import { Avatar } from "../../ui/Avatar";
import { Button, IconButton } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { attempt } from "../message/actions";

/** The apps in a space, and a way to add others. */
export function AppList({ space }: { space: Space }) {
  const [adding, setAdding] = useState(false);
  const name = space.name ?? "";
  const apps = (membersOf(name).value ?? []).filter((membership) => membership.member?.type === "BOT");
  const allowed = may(space, "manageApps");
  const remove = (membership: Membership) =>
    attempt(async () => {
      const app = membership.member?.name?.replace("users/", "apps/");
      await call("UninstallApp", { name: app, space: name });
      await loadMembers(name);
    });
  return (
    <section aria-labelledby="apps-title">
      <div class="details-head">
        <h3 id="apps-title">Apps</h3>
        {allowed && (
          <Button kind="quiet" onClick={() => setAdding(true)}>
            <Plus /> Add
          </Button>
        )}
      </div>
      {apps.length === 0 && <p class="muted details-none">There is no app here yet.</p>}
      <ul class="members">
        {apps.map((membership) => (
          <AppRow key={membership.name} membership={membership} onRemove={allowed ? () => void remove(membership) : undefined} />
        ))}
      </ul>
      {adding && <AddApp space={name} there={apps} onClose={() => setAdding(false)} />}
    </section>
  );
}

function AppRow({ membership, onRemove }: { membership: Membership; onRemove: (() => void) | undefined }) {
  const user = { ...membership.member, ...person(membership.member?.name) };
  const title = user.displayName || "App";
  return (
    <li class="member">
      <Avatar name={title} id={user.name ?? ""} url={user.avatarUrl} square />
      <span class="member-text">
        <span>{title}</span>
      </span>
      {onRemove && (
        <IconButton label={`Remove ${title}`} onClick={onRemove}>
          <X />
        </IconButton>
      )}
    </li>
  );
}

function AddApp({ space, there, onClose }: { space: string; there: Membership[]; onClose: () => void }) {
  const [apps, setApps] = useState<ConfabApp[] | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    all((pageToken) => call("ListApps", { pageToken }), (page) => page.apps, 1_000).then(setApps, (error: unknown) => setFailed(sentence(error)));
  }, []);
  const inside = new Set(there.map((membership) => membership.member?.name));
  const others = apps?.filter((app) => !inside.has(app.user) && app.joinsSpaces !== false);
  const add = async (app: ConfabApp) => {
    onClose();
    await attempt(() => call("InstallApp", { name: app.name, space }));
    await loadMembers(space);
  };
  return (
    <Dialog title="Add an app" onClose={onClose}>
      {failed && <p class="error" role="alert">{failed}</p>}
      {!others && !failed && <div class="spinner" role="status" aria-label="Loading" />}
      {others?.length === 0 && <p class="muted">There is no other app that can be added here.</p>}
      <ul class="members">
        {others?.map((app) => (
          <li key={app.name} class="member">
            <Avatar name={app.displayName ?? "?"} id={app.user ?? ""} url={app.avatarUrl} square />
            <span class="member-text">
              <span>{app.displayName}</span>
              <span class="muted">{app.description}</span>
            </span>
            <Button onClick={() => void add(app)}>Add</Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
