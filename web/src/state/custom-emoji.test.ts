import { expect, it } from "vitest";
import { encodeEmoji, pictureOf, textWithEmoji } from "./custom-emoji";

it("writes names of emoji that there are as the API wants them", () => {
  const known = new Map([[":party:", "customEmojis/7"]]);
  for (const [text, expected] of [
    ["Yes :party: :party:!", "Yes <customEmojis/7> <customEmojis/7>!"],
    [":nobody: 10:30:00", ":nobody: 10:30:00"],
    ["`:party:` and ```\n:party:``` :party:", "`:party:` and ```\n:party:``` <customEmojis/7>"],
  ]) {
    expect(encodeEmoji(text ?? "", known)).toBe(expected);
  }
});

it("finds the emoji of a message by its annotations", () => {
  const customEmoji = { name: "customEmojis/7", emojiName: ":party:" };
  const message = { formattedText: "*:party:* :other:", annotations: [{ customEmojiMetadata: { customEmoji } }] };
  expect(textWithEmoji(message)).toBe("*<customEmojis/7>* :other:");
  expect(textWithEmoji({ text: ":party:" })).toBe(":party:");
});

it("takes pictures from this origin alone", () => {
  const at = (temporaryImageUri: string) => pictureOf({ temporaryImageUri });
  expect(at("https://chat.example.com/media/customEmojis/7/k")).toBe("/media/customEmojis/7/k");
  expect(at("https://evil.example/x.png")).toBeNull();
  expect(pictureOf(null)).toBeNull();
});
