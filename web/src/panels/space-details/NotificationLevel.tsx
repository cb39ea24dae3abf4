import { useEffect, useState } from "preact/hooks";
import { call } from "../../api/client";
import type { Space, SpaceNotificationSettingNotificationSetting } from "../../api/gen/types";
import { lastPart } from "../../state/names";
import { me } from "../../state/store";
import { Field } from "../../ui/Field";
import { attempt } from "../message/actions";

const LEVELS: [SpaceNotificationSettingNotificationSetting, string][] = [
  ["ALL", "All messages"],
  ["MAIN_CONVERSATIONS", "New conversations and what is for you"],
  ["FOR_YOU", "Only what is for you"],
  ["OFF", "Nothing"],
];

/** How much of a space somebody wants to be told. Not shown where the server does not keep it. */
export function NotificationLevel({ space }: { space: Space }) {
  const [level, setLevel] = useState<SpaceNotificationSettingNotificationSetting | null>(null);
  const name = `${me.value?.name}/spaces/${lastPart(space.name)}/spaceNotificationSetting`;
  useEffect(() => {
    call("GetSpaceNotificationSetting", { name }).then(
      (setting) => setLevel(setting.notificationSetting ?? "ALL"),
      () => setLevel(null),
    );
  }, [name]);
  if (!level) return null;
  const direct = space.spaceType !== "SPACE";
  const choose = (next: SpaceNotificationSettingNotificationSetting) =>
    void attempt(async () => {
      await call("UpdateSpaceNotificationSetting", {
        spaceNotificationSetting: { name, notificationSetting: next },
        updateMask: "notificationSetting",
      });
      setLevel(next);
    });
  return (
    <Field label="Notify me of">
      <select class="input" value={level} onChange={(event) => choose(event.currentTarget.value as typeof level)}>
        {LEVELS.filter(([value]) => !direct || value === "ALL" || value === "OFF").map(([value, label]) => (
          <option value={value}>{label}</option>
        ))}
      </select>
    </Field>
  );
}
