import { Plus, Trash2 } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { call } from "../../api/client";
import type { ConfabWebhook } from "../../api/gen/types";
import { Button, IconButton } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { toast } from "../../ui/toast";
import { attempt } from "../message/actions";

/** Incoming webhooks of a space. Shown to those whom the server shows them. */
export function Webhooks({ space }: { space: string }) {
  const [list, setList] = useState<ConfabWebhook[] | null>(null);
  const [making, setMaking] = useState(false);
  const load = () => call("ListWebhooks", { parent: space }).then((page) => setList(page.webhooks ?? []), () => setList(null));
  useEffect(() => void load(), [space]);
  if (!list) return null;
  const remove = (name: string | undefined) => attempt(() => call("DeleteWebhook", { name })).then(load);
  return (
    <section aria-labelledby="webhooks-title">
      <div class="details-head">
        <h3 id="webhooks-title">Webhooks</h3>
        <Button kind="quiet" onClick={() => setMaking(true)}>
          <Plus /> Add
        </Button>
      </div>
      {list.length === 0 && <p class="muted details-none">There is no webhook yet.</p>}
      <ul class="members">
        {list.map((webhook) => (
          <li key={webhook.name} class="member">
            <span class="member-text">
              <span>{webhook.displayName}</span>
              <span class="muted">{webhook.tokenHint}…</span>
            </span>
            <IconButton label={`Delete ${webhook.displayName}`} onClick={() => void remove(webhook.name)}>
              <Trash2 />
            </IconButton>
          </li>
        ))}
      </ul>
      {making && <NewWebhook space={space} onClose={() => (setMaking(false), void load())} />}
    </section>
  );
}

function NewWebhook({ space, onClose }: { space: string; onClose: () => void }) {
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const make = (event: Event) => {
    event.preventDefault();
    void attempt(async () => {
      const made = await call("CreateWebhook", { parent: space, webhook: { displayName: name } });
      setUrl(made.url ?? "");
    });
  };
  const copy = async () => {
    if (await attempt(() => navigator.clipboard.writeText(url))) toast("The address is on the clipboard.");
  };
  return (
    <Dialog title="New webhook" onClose={onClose}>
      {url ? (
        <>
          <Field label="Post messages to" hint="This address is not shown again. Whoever has it can write here.">
            <input class="input" readOnly value={url} />
          </Field>
          <div class="dialog-foot">
            <Button onClick={() => void copy()}>Copy</Button>
            <Button kind="primary" onClick={onClose}>
              Done
            </Button>
          </div>
        </>
      ) : (
        <form class="dialog-inner-form" onSubmit={make}>
          <Field label="Name" hint="Under this name its messages appear.">
            <input class="input" data-autofocus required value={name} onInput={(event) => setName(event.currentTarget.value)} />
          </Field>
          <div class="dialog-foot">
            <Button onClick={onClose}>Cancel</Button>
            <Button kind="primary" type="submit">
              Create
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
