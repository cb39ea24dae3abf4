import { useState } from "preact/hooks";
import { call } from "../../api/client";
import type { Space } from "../../api/gen/types";
import { withSpace } from "../../state/known";
import { change } from "../../state/store";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { attempt } from "../message/actions";

/** Name, description and history of a space. The server says who may change them. */
export function SpaceForm({ space }: { space: Space }) {
  const [name, setName] = useState(space.displayName ?? "");
  const [description, setDescription] = useState(space.spaceDetails?.description ?? "");
  const changed = name.trim() !== (space.displayName ?? "") || description.trim() !== (space.spaceDetails?.description ?? "");
  const save = (fields: Space, updateMask: string) =>
    attempt(async () => {
      const saved = await call("UpdateSpace", { space: { name: space.name, ...fields }, updateMask });
      change((state) => withSpace(state, saved));
    });
  const submit = (event: Event) => {
    event.preventDefault();
    const spaceDetails = { ...space.spaceDetails, description: description.trim() };
    void save({ displayName: name.trim(), spaceDetails }, "displayName,spaceDetails");
  };
  const history = space.spaceHistoryState !== "HISTORY_OFF";
  return (
    <section aria-label="Settings">
      <form class="details-form" onSubmit={submit}>
        <Field label="Name">
          <input class="input" required maxLength={128} value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </Field>
        <Field label="Description">
          <textarea class="input" rows={2} maxLength={150} value={description} onInput={(event) => setDescription(event.currentTarget.value)} />
        </Field>
        {changed && (
          <Button kind="primary" type="submit">
            Save
          </Button>
        )}
      </form>
      <label class="switch-row">
        <span>
          Keep history
          <span class="field-hint">{history ? "Messages stay." : "New messages are gone after 24 hours."}</span>
        </span>
        <input
          type="checkbox"
          role="switch"
          checked={history}
          onChange={(event) =>
            void save({ spaceHistoryState: event.currentTarget.checked ? "HISTORY_ON" : "HISTORY_OFF" }, "spaceHistoryState")
          }
        />
      </label>
    </section>
  );
}
