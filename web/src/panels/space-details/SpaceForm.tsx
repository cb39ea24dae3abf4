import { useState } from "preact/hooks";
import type { Space } from "../../api/gen/types";
import { may } from "../../state/permissions";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { saveSpace } from "./save";

/** Name, description, guidelines and history of a space. */
export function SpaceForm({ space }: { space: Space }) {
  const before = {
    name: space.displayName ?? "",
    description: space.spaceDetails?.description ?? "",
    guidelines: space.spaceDetails?.guidelines ?? "",
  };
  const [form, setForm] = useState(before);
  const changed = Object.keys(before).some((key) => form[key as keyof typeof form].trim() !== before[key as keyof typeof before]);
  const editable = may(space, "modifySpaceDetails");
  const text = (field: keyof typeof form) => ({
    class: "input",
    disabled: !editable,
    value: form[field],
    onInput: (event: { currentTarget: { value: string } }) => setForm({ ...form, [field]: event.currentTarget.value }),
  });
  const submit = (event: Event) => {
    event.preventDefault();
    const spaceDetails = { description: form.description.trim(), guidelines: form.guidelines.trim() };
    void saveSpace(space, { displayName: form.name.trim(), spaceDetails }, "displayName,spaceDetails");
  };
  return (
    <section aria-label="About the space">
      <form class="details-form" onSubmit={submit}>
        <Field label="Name">
          <input {...text("name")} required maxLength={128} />
        </Field>
        <Field label="Description">
          <textarea {...text("description")} rows={2} maxLength={150} />
        </Field>
        <Field label="Guidelines">
          <textarea {...text("guidelines")} rows={3} maxLength={5000} placeholder={editable ? "What is expected of everybody here" : ""} />
        </Field>
        {changed && (
          <div class="details-save">
            <Button onClick={() => setForm(before)}>Undo</Button>
            <Button kind="primary" type="submit">
              Save
            </Button>
          </div>
        )}
      </form>
      <History space={space} />
    </section>
  );
}

function History({ space }: { space: Space }) {
  const history = space.spaceHistoryState !== "HISTORY_OFF";
  return (
    <label class="switch-row">
      <span>
        Keep history
        <span class="field-hint">{history ? "Messages stay." : "New messages are gone after 24 hours."}</span>
      </span>
      <input
        type="checkbox"
        role="switch"
        checked={history}
        disabled={!may(space, "toggleHistory")}
        onChange={(event) => {
          const box = event.currentTarget;
          const wanted = box.checked ? "HISTORY_ON" : "HISTORY_OFF";
          void saveSpace(space, { spaceHistoryState: wanted }, "spaceHistoryState").then((done) => {
            if (!done) box.checked = history;
          });
        }}
      />
    </label>
  );
}
