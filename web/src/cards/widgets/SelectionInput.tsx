import { useId } from "preact/hooks";
import type { CardSelectionInput, CardSelectionInputSelectionItem } from "../../api/gen/types";
import { Field } from "../../ui/Field";
import { play, useCard } from "../context";
import { texts } from "../form";
import { safeImage } from "../parts/safe";
import { MultiSelect } from "./MultiSelect";

export function SelectionInput({ data }: { data: CardSelectionInput }) {
  if (data.type === "DROPDOWN") return <Dropdown data={data} />;
  return data.type === "MULTI_SELECT" ? <MultiSelect data={data} /> : <Choices data={data} />;
}

/** The values of a widget and how they change. */
export function useChoice(data: CardSelectionInput) {
  const card = useCard();
  const name = data.name ?? "";
  const set = (values: string[]) => {
    card.form.value = { ...card.form.value, [name]: values };
    if (data.onChangeAction) void play(card, data.onChangeAction);
  };
  return { name, values: texts(card.form.value[name]), set, missing: card.missing.value.has(name) };
}

function Dropdown({ data }: { data: CardSelectionInput }) {
  const { name, values, set, missing } = useChoice(data);
  return (
    <Field label={data.label || name} error={missing ? "This is required." : undefined}>
      <select class="input" name={name} value={values[0] ?? ""} onChange={(event) => set(event.currentTarget.value ? [event.currentTarget.value] : [])}>
        {values.length === 0 && <option value="" />}
        {(data.items ?? []).map((item) => (
          <option value={item.value}>{item.text}</option>
        ))}
      </select>
    </Field>
  );
}

/** Check boxes, radio buttons or switches. */
function Choices({ data }: { data: CardSelectionInput }) {
  const { name, values, set, missing } = useChoice(data);
  const group = useId();
  const one = data.type === "RADIO_BUTTON";
  const change = (value: string, on: boolean) => {
    if (one) set([value]);
    else set(on ? [...values, value] : values.filter((known) => known !== value));
  };
  return (
    <fieldset class="choices">
      {data.label && <legend>{data.label}</legend>}
      {(data.items ?? []).map((item) => (
        <label key={item.value}>
          <input
            type={one ? "radio" : "checkbox"}
            {...(data.type === "SWITCH" ? { role: "switch" as const } : {})}
            name={`${group}-${name}`}
            checked={values.includes(item.value ?? "")}
            onChange={(event) => change(item.value ?? "", event.currentTarget.checked)}
          />
          <ItemText item={item} />
        </label>
      ))}
      {missing && (
        <span class="field-error" role="alert">
          This is required.
        </span>
      )}
    </fieldset>
  );
}

export function ItemText({ item }: { item: CardSelectionInputSelectionItem }) {
  const icon = safeImage(item.startIconUri);
  return (
    <>
      {icon && <img class="card-icon" src={icon} alt="" referrerpolicy="no-referrer" />}
      <span>
        {item.text}
        {item.bottomText && <span class="card-label"> {item.bottomText}</span>}
      </span>
    </>
  );
}
