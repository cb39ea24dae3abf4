import type { Space } from "../../api/gen/types";
import { isOwner } from "../../state/permissions";
import { Field } from "../../ui/Field";
import { saveSpace } from "./save";

const EVERYBODY = "audiences/default";

/** Who may find and join a space: its target audience. */
export function Access({ space }: { space: Space }) {
  const audience = space.accessSettings?.audience ?? "";
  const other = audience !== "" && audience !== EVERYBODY;
  return (
    <Field label="Who can find and join">
      <select
        class="input"
        value={audience}
        disabled={!isOwner(space)}
        onChange={(event) => {
          const select = event.currentTarget;
          const accessSettings = { audience: select.value };
          void saveSpace(space, { accessSettings }, "accessSettings.audience").then((done) => {
            if (!done) select.value = audience;
          });
        }}
      >
        <option value="">Only people who are added</option>
        <option value={EVERYBODY}>Everybody in the organization</option>
        {other && <option value={audience}>The group {audience.split("/")[1]}</option>}
      </select>
    </Field>
  );
}
