import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { render } from "preact";
import { describe, expect, it } from "vitest";
import { CARDS } from "../api/gen/cards";
import type { CardCard, ContextualAddOnMarkupCard } from "../api/gen/types";
import { Card } from "./Card";
import { WIDGETS } from "./registry";
import { fromV1 } from "./v1";

const DATA = join(import.meta.dirname, "../../../tests/data");
const read = <T,>(name: string) => JSON.parse(readFileSync(join(DATA, name), "utf8")) as T;

/** The fields of a widget message that hold a widget's data. */
const dataOf = (message: string) => Object.keys(CARDS[message] ?? {}).filter((field) => field !== "horizontalAlignment");

const shown = (card: CardCard) => {
  const place = document.createElement("div");
  render(<Card card={card} host={{ click: async () => {} }} dialog />, place);
  return place;
};

describe("the registry", () => {
  it("holds the widgets of the descriptor, and no others", () => {
    expect(Object.keys(WIDGETS).sort()).toEqual(dataOf("CardWidget").sort());
  });

  it("holds what columns and carousels may hold", () => {
    for (const message of ["CardColumnsColumnWidgets", "CardCardNestedWidget"]) {
      expect(dataOf(message).length).toBeGreaterThan(2);
      expect(Object.keys(WIDGETS)).toEqual(expect.arrayContaining(dataOf(message)));
    }
  });

  it("has a file for each widget", () => {
    const files = readdirSync(join(import.meta.dirname, "widgets"));
    for (const field of Object.keys(WIDGETS)) {
      expect(files).toContain(`${field[0]?.toUpperCase()}${field.slice(1)}.tsx`);
    }
  });
});

/** Every text that somebody is to read. */
function* words(value: unknown, key = ""): Generator<string> {
  if (typeof value === "string" && ["text", "title", "label", "topLabel", "bottomLabel", "subtitle", "header", "content"].includes(key)) yield value;
  else if (Array.isArray(value)) for (const one of value) yield* words(one, key);
  else if (value && typeof value === "object") for (const [name, one] of Object.entries(value)) yield* words(one, name);
}

describe("cards", () => {
  for (const file of readdirSync(join(DATA, "cards"))) {
    it(`show ${file}`, () => {
      const card = read<CardCard>(`cards/${file}`);
      const place = shown(card);
      const drawn = [...place.querySelectorAll(".widget")];
      expect(drawn.length).toBeGreaterThan(0);
      expect(drawn.filter((widget) => widget.innerHTML === "")).toEqual([]);
    });
  }

  it("show all the words of a card of the first version", () => {
    const card = read<ContextualAddOnMarkupCard>("cards-v1/everything.json");
    const text = shown(fromV1(card)).textContent ?? "";
    const wanted = [...words(card)].map((word) => word.replace(/<[^>]*>/g, ""));
    expect(wanted.length).toBeGreaterThan(4);
    expect(wanted.filter((word) => !text.includes(word))).toEqual([]);
  });
});
