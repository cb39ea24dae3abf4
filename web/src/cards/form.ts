// The values of a card's form, as click events hold them.

import type {
  CardCard,
  CardColumnsColumnWidgets,
  CardDateTimePicker,
  CardDecoratedText,
  CardSelectionInput,
  CardWidget,
} from "../api/gen/types";

/** A date or a time as events of apps hold it. */
export type DateValue =
  | { dateTimeInput: { hasDate: true; hasTime: true; msSinceEpoch: string } }
  | { dateInput: { msSinceEpoch: string } }
  | { timeInput: { hours: number; minutes: number } };

/** By the widget's name. */
export type Form = Readonly<Record<string, readonly string[] | DateValue>>;

type AnyWidget = CardWidget | CardColumnsColumnWidgets;

export function* widgetsOf(card: CardCard): Generator<AnyWidget> {
  for (const section of card.sections ?? []) {
    for (const widget of section.widgets ?? []) {
      yield widget;
      for (const column of widget.columns?.columnItems ?? []) yield* column.widgets ?? [];
    }
  }
}

/** What the form holds before anybody touched it. */
export function initialForm(card: CardCard): Form {
  const form: Record<string, string[] | DateValue> = {};
  const collect = (name: string | undefined, values: string[]) => {
    if (!name) return;
    const known = form[name];
    form[name] = Array.isArray(known) ? [...known, ...values] : values;
  };
  for (const widget of widgetsOf(card)) {
    const { textInput, selectionInput, dateTimePicker, decoratedText } = widget;
    if (textInput) collect(textInput.name, textInput.value ? [textInput.value] : []);
    if (selectionInput) collect(selectionInput.name, selected(selectionInput));
    if (dateTimePicker?.name) {
      const value = initialDate(dateTimePicker);
      if (value) form[dateTimePicker.name] = value;
      else collect(dateTimePicker.name, []);
    }
    if (decoratedText) switches(decoratedText, collect);
  }
  return form;
}

function selected(input: CardSelectionInput): string[] {
  const chosen = (input.items ?? []).filter((item) => item.selected).map((item) => item.value ?? "");
  const one = input.type === undefined ? false : ["RADIO_BUTTON", "DROPDOWN"].includes(input.type);
  return one ? chosen.slice(0, 1) : chosen;
}

function switches(widget: CardDecoratedText, collect: (name: string | undefined, values: string[]) => void) {
  const control = widget.switchControl;
  if (control) collect(control.name, control.selected ? [control.value ?? ""] : []);
}

function initialDate(picker: CardDateTimePicker): DateValue | null {
  if (picker.valueMsEpoch === undefined) return null;
  const ms = Number(picker.valueMsEpoch);
  if (picker.type === "TIME_ONLY") {
    const time = new Date(ms);
    return { timeInput: { hours: time.getUTCHours(), minutes: time.getUTCMinutes() } };
  }
  const offset = offsetOf(picker);
  return dateValue(picker.type, new Date(ms + offset).toISOString().slice(0, 16), offset);
}

/** Milliseconds by which the field shows another time than UTC's. */
export function offsetOf(picker: CardDateTimePicker): number {
  return picker.type === undefined || picker.type === "DATE_AND_TIME" ? (picker.timezoneOffsetDate ?? 0) * 60_000 : 0;
}

/** From what the browser's field says: `2026-11-20T09:30`, `2026-11-20`, `09:30`. */
export function dateValue(type: CardDateTimePicker["type"], text: string, offset = 0): DateValue | null {
  if (type === "TIME_ONLY") {
    const match = /^(\d\d):(\d\d)/.exec(text);
    return match ? { timeInput: { hours: Number(match[1]), minutes: Number(match[2]) } } : null;
  }
  const ms = Date.parse(type === "DATE_ONLY" ? `${text.slice(0, 10)}T00:00Z` : `${text}Z`);
  if (Number.isNaN(ms)) return null;
  if (type === "DATE_ONLY") return { dateInput: { msSinceEpoch: String(ms) } };
  return { dateTimeInput: { hasDate: true, hasTime: true, msSinceEpoch: String(ms - offset) } };
}

/** What the browser's field shows for a value. */
export function dateText(value: readonly string[] | DateValue | undefined, offset = 0): string {
  if (!value || Array.isArray(value)) return "";
  const date = value as DateValue;
  if ("timeInput" in date) return [date.timeInput.hours, date.timeInput.minutes].map((part) => String(part).padStart(2, "0")).join(":");
  if ("dateInput" in date) return new Date(Number(date.dateInput.msSinceEpoch)).toISOString().slice(0, 10);
  return new Date(Number(date.dateTimeInput.msSinceEpoch) + offset).toISOString().slice(0, 16);
}

export function texts(value: Form[string] | undefined): readonly string[] {
  return Array.isArray(value) ? value : [];
}
