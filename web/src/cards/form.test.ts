import { expect, it } from "vitest";
import type { CardCard } from "../api/gen/types";
import { dateText, dateValue, initialForm, offsetOf } from "./form";

const card: CardCard = {
  sections: [
    {
      widgets: [
        { textInput: { name: "title", value: "Hello" } },
        { textInput: { name: "empty" } },
        {
          selectionInput: {
            name: "size",
            type: "DROPDOWN",
            items: [{ value: "s" }, { value: "m", selected: true }, { value: "l", selected: true }],
          },
        },
        { selectionInput: { name: "days", type: "CHECK_BOX", items: [{ value: "mo", selected: true }, { value: "tu", selected: true }] } },
        { decoratedText: { text: "a", switchControl: { name: "on", value: "1", selected: true } } },
        { decoratedText: { text: "b", switchControl: { name: "on", value: "2" } } },
        { columns: { columnItems: [{ widgets: [{ dateTimePicker: { name: "day", type: "DATE_ONLY", valueMsEpoch: "86400000" } }] }] } },
      ],
    },
  ],
};

it("starts with what the card says", () => {
  expect(initialForm(card)).toEqual({
    title: ["Hello"],
    empty: [],
    size: ["m"],
    days: ["mo", "tu"],
    on: ["1"],
    day: { dateInput: { msSinceEpoch: "86400000" } },
  });
});

it("shows a date and time in the zone that the widget says", () => {
  const picker = { name: "at", type: "DATE_AND_TIME", valueMsEpoch: "0", timezoneOffsetDate: 330 } as const;
  const form = initialForm({ sections: [{ widgets: [{ dateTimePicker: picker }] }] });
  expect(form.at).toEqual({ dateTimeInput: { hasDate: true, hasTime: true, msSinceEpoch: "0" } });
  expect(dateText(form.at, offsetOf(picker))).toBe("1970-01-01T05:30");
  expect(dateValue("DATE_AND_TIME", "1970-01-01T05:30", offsetOf(picker))).toEqual(form.at);
});

it("reads and writes the browser's fields", () => {
  expect(dateValue("TIME_ONLY", "09:30")).toEqual({ timeInput: { hours: 9, minutes: 30 } });
  expect(dateValue("DATE_AND_TIME", "1970-01-02T00:01")).toEqual({
    dateTimeInput: { hasDate: true, hasTime: true, msSinceEpoch: "86460000" },
  });
  expect(dateValue("DATE_ONLY", "")).toBeNull();
  for (const [type, text] of [["TIME_ONLY", "23:05"], ["DATE_ONLY", "2026-11-20"], ["DATE_AND_TIME", "2026-11-20T09:30"]] as const) {
    expect(dateText(dateValue(type, text) ?? undefined)).toBe(text);
  }
});
