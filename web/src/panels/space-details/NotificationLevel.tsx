import { useEffect, useState } from "preact/hooks";
import type { Space } from "../../api/gen/types";
import { levelOf, setLevel, type Level } from "../../state/levels";
import { Field } from "../../ui/Field";
import { attempt } from "../message/actions";

const LEVELS: [Level, string][] = [
  ["ALL", "All messages"],
  ["MAIN_CONVERSATIONS", "New conversations and what is for you"],
  ["FOR_YOU", "Only what is for you"],
  ["OFF", "Nothing"],
];

/** How much of a space somebody wants to be told. */
export function NotificationLevel({ space }: { space: Space }) {
  const [level, show] = useState<Level | null>(null);
  const name = space.name ?? "";
  useEffect(() => {
    let late = false;
    levelOf(name).then((found) => !late && show(found), () => {});
    return () => {
      late = true;
    };
  }, [name]);
  const direct = space.spaceType === "DIRECT_MESSAGE";
  const choose = (select: HTMLSelectElement) =>
    void attempt(async () => show(await setLevel(name, select.value as Level))).then((done) => {
      if (!done) select.value = level ?? "";
    });
  return (
    <Field label="Notify me of">
      <select class="input" value={level ?? ""} disabled={!level} onChange={(event) => choose(event.currentTarget)}>
        {!level && <option value="">…</option>}
        {LEVELS.filter(([value]) => !direct || value === "ALL" || value === "OFF").map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </Field>
  );
}
