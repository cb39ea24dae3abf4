import { useState } from "preact/hooks";
import { call } from "../../api/client";
import { sentence } from "../../api/error";
import type { User } from "../../api/gen/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { enter, invitee } from "./open";
import { PeoplePicker } from "./PeoplePicker";

/** Makes a named space with its first members. */
export function NewSpace({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<User[]>([]);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const create = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      const space = await call("SetUpSpace", {
        requestId: crypto.randomUUID(),
        space: {
          spaceType: "SPACE",
          displayName: name.trim(),
          ...(description.trim() ? { spaceDetails: { description: description.trim() } } : {}),
          ...(open ? { accessSettings: { audience: "audiences/default" } } : {}),
        },
        memberships: chosen.map(invitee),
      });
      onClose();
      await enter(space);
    } catch (refusal) {
      setError(sentence(refusal));
      setBusy(false);
    }
  };
  return (
    <Dialog title="New space" onClose={onClose}>
      <form class="dialog-inner-form" onSubmit={(event) => void create(event)}>
        <Field label="Name">
          <input class="input" data-autofocus required maxLength={128} value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </Field>
        <Field label="Description" hint="Optional: what the space is for.">
          <input class="input" maxLength={150} value={description} onInput={(event) => setDescription(event.currentTarget.value)} />
        </Field>
        <fieldset class="choices">
          <legend>Who can find it</legend>
          <label>
            <input type="radio" name="access" checked={!open} onChange={() => setOpen(false)} />
            Only people who are added
          </label>
          <label>
            <input type="radio" name="access" checked={open} onChange={() => setOpen(true)} />
            Everybody here can find and join it
          </label>
        </fieldset>
        <div>
          <span class="field-label">Members</span>
          <PeoplePicker label="Members" groups chosen={chosen} onChange={setChosen} />
        </div>
        {error && (
          <p class="error" role="alert">
            {error}
          </p>
        )}
        <div class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={busy || name.trim() === ""}>
            Create
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
