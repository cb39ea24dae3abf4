import type { CardDateTimePicker } from "../../api/gen/types";
import { Field } from "../../ui/Field";
import { play, useCard } from "../context";
import { dateText, dateValue, offsetOf } from "../form";

const TYPES = { DATE_AND_TIME: "datetime-local", DATE_ONLY: "date", TIME_ONLY: "time" } as const;

export function DateTimePicker({ data }: { data: CardDateTimePicker }) {
  const card = useCard();
  const name = data.name ?? "";
  const change = (text: string) => {
    card.form.value = { ...card.form.value, [name]: dateValue(data.type, text, offsetOf(data)) ?? [] };
    if (data.onChangeAction) void play(card, data.onChangeAction);
  };
  return (
    <Field label={data.label || name} error={card.missing.value.has(name) ? "This is required." : undefined}>
      <input
        class="input"
        type={TYPES[data.type ?? "DATE_AND_TIME"]}
        name={name}
        value={dateText(card.form.value[name], offsetOf(data))}
        onChange={(event) => change(event.currentTarget.value)}
      />
    </Field>
  );
}
