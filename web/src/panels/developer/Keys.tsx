import { Plus, Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";
import { call } from "../../api/client";
import type { ConfabApp, ConfabAppKey } from "../../api/gen/types";
import { lastPart } from "../../state/names";
import { shortTime } from "../../state/time";
import { Button, IconButton } from "../../ui/Button";
import { Confirm } from "../../ui/Confirm";
import { save } from "../../ui/save";
import { toast } from "../../ui/toast";
import { usePages } from "../../ui/usePages";
import { attempt } from "../message/actions";

/** The keys with which an app's programs sign in. */
export function Keys({ app }: { app: ConfabApp }) {
  const [deleting, setDeleting] = useState<ConfabAppKey | null>(null);
  const { list, setList, failed } = usePages(app.name ?? "", async () => {
    const page = await call("ListAppKeys", { parent: app.name });
    return { items: page.keys, next: "" };
  });
  const make = () =>
    attempt(async () => {
      const { file = "", ...key } = await call("CreateAppKey", { parent: app.name });
      save(`${app.clientEmail?.split("@")[0] ?? "app"}-key.json`, file);
      setList((before) => [...(before ?? []), key]);
      toast("The key file was saved. It cannot be had again.");
    });
  const remove = (key: ConfabAppKey) =>
    attempt(async () => {
      await call("DeleteAppKey", { name: key.name });
      setList((before) => (before ?? []).filter((other) => other.name !== key.name));
    });
  // Keys are their developers' and administrators' business.
  if (failed) return null;
  return (
    <section aria-labelledby="keys-title" class="keys">
      <div class="details-head">
        <h2 id="keys-title">Keys of the service account</h2>
        <Button onClick={() => void make()}>
          <Plus /> New key
        </Button>
      </div>
      {list?.length === 0 && <p class="muted">Without a key the app cannot call the API in its own name.</p>}
      <ul class="members">
        {list?.map((key) => (
          <li key={key.name} class="member">
            <span class="member-text">
              <code>{lastPart(key.name)}</code>
              <span class="muted">{shortTime(key.createTime)}</span>
            </span>
            <IconButton label={`Delete the key ${lastPart(key.name).slice(0, 8)}`} onClick={() => setDeleting(key)}>
              <Trash2 />
            </IconButton>
          </li>
        ))}
      </ul>
      {deleting && (
        <Confirm title="Delete the key?" action="Delete" onConfirm={() => remove(deleting)} onClose={() => setDeleting(null)}>
          Programs that sign in with it stop working at once.
        </Confirm>
      )}
    </section>
  );
}
