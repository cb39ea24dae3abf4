import { useState } from "preact/hooks";
import { call } from "../../api/client";
import { sentence } from "../../api/error";
import type { ConfabAdminGroup } from "../../api/gen/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";

interface Props {
  onMade: (group: ConfabAdminGroup) => void;
  onClose: () => void;
}

/** Makes an empty group. */
export function NewGroup({ onMade, onClose }: Props) {
  const [displayName, setName] = useState("");
  const [email, setEmail] = useState("");
  const [error, setError] = useState<string | null>(null);
  const make = async (event: Event) => {
    event.preventDefault();
    setError(null);
    try {
      onMade(await call("CreateGroup", { email, displayName }));
      onClose();
    } catch (refusal) {
      setError(sentence(refusal));
    }
  };
  return (
    <Dialog title="New group" onClose={onClose}>
      <form class="dialog-inner-form" onSubmit={(event) => void make(event)}>
        <Field label="Name">
          <input class="input" data-autofocus required value={displayName} onInput={(event) => setName(event.currentTarget.value)} />
        </Field>
        <Field label="E-mail" hint="Its members get no mail: the address names the group.">
          <input class="input" type="email" required value={email} onInput={(event) => setEmail(event.currentTarget.value)} />
        </Field>
        {error && <p class="error" role="alert">{error}</p>}
        <div class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit">
            Create
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
