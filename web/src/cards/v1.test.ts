import { expect, it } from "vitest";
import { fromV1 } from "./v1";

it("turns key and value, buttons and clicks into today's widgets", () => {
  const card = fromV1({
    header: { title: "Order", imageUrl: "https://a.example/x.png", imageStyle: "AVATAR" },
    sections: [
      {
        header: "Where",
        widgets: [
          { keyValue: { topLabel: "To", content: "Bob", icon: "EMAIL", button: { textButton: { text: "Map", onClick: { openLink: { url: "https://m.example" } } } } } },
          { buttons: [{ imageButton: { icon: "STAR", name: "Like", onClick: { action: { actionMethodName: "like", parameters: [{ key: "n", value: "1" }] } } } }] },
        ],
      },
    ],
  });
  expect(card.header).toMatchObject({ title: "Order", imageType: "CIRCLE" });
  expect(card.sections?.[0]?.widgets).toMatchObject([
    { decoratedText: { topLabel: "To", text: "Bob", startIcon: { knownIcon: "EMAIL" }, button: { text: "Map", onClick: { openLink: { url: "https://m.example" } } } } },
    { buttonList: { buttons: [{ altText: "Like", icon: { knownIcon: "STAR" }, onClick: { action: { function: "like", parameters: [{ key: "n", value: "1" }] } } }] } },
  ]);
});
