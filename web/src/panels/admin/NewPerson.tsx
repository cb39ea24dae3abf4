import { useState } from "preact/hooks";
import { call } from "../../api/client";
import { sentence } from "../../api/error";
import type { ConfabAdminUser, ConfabCreateUserRequest } from "../../api/gen/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";

interface Props {
  onMade: (user: ConfabAdminUser) => void;
  onClose: () => void;
}

/** Makes an account. */
export function NewPerson({ onMade, onClose }: Props) {
  const [form, setForm] = useState<ConfabCreateUserRequest>({});
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const make = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      onMade(await call("CreateUser", form));
      onClose();
    } catch (refusal) {
      setError(sentence(refusal));
      setBusy(false);
    }
  };
  const text = (field: "email" | "displayName" | "password") => ({
    class: "input",
    value: form[field] ?? "",
    onInput: (event: { currentTarget: { value: string } }) => setForm({ ...form, [field]: event.currentTarget.value }),
  });
  return (
    <Dialog title="New person" onClose={onClose}>
      <form class="dialog-inner-form" onSubmit={(event) => void make(event)}>
        <Field label="E-mail">
          <input {...text("email")} type="email" required data-autofocus autocomplete="off" />
        </Field>
        <Field label="Name">
          <input {...text("displayName")} required autocomplete="off" />
        </Field>
        <Field label="Password" hint="At least 12 characters. Without one the person signs in by an outside provider.">
          <input {...text("password")} type="password" autocomplete="new-password" />
        </Field>
        <label class="check">
          <input
            type="checkbox"
            checked={form.admin ?? false}
            onChange={(event) => setForm({ ...form, admin: event.currentTarget.checked })}
          />
          Administrator
        </label>
        {error && <p class="error" role="alert">{error}</p>}
        <div class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={busy}>
            Create
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
