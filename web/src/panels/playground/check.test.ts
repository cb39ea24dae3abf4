import { expect, it } from "vitest";
import { checkCard } from "./check";
import { EXAMPLES } from "./examples";

it("takes its own examples", () => {
  for (const [name, card] of Object.entries(EXAMPLES)) expect(checkCard(card), name).toEqual([]);
});

it("names the path of every fault", () => {
  const faults = checkCard({
    header: { titel: "x" },
    sections: [{ widgets: [{ textParagraph: { text: ["x"] } }, { divider: {}, horizontalAlignment: "LEFT" }] }, 5],
    section_divider_style: "NO_DIVIDER",
  });
  expect(faults.map((fault) => fault.path)).toEqual([
    "card.header.titel",
    "card.sections[0].widgets[0].textParagraph.text",
    "card.sections[0].widgets[1].horizontalAlignment",
    "card.sections[1]",
  ]);
});
