import { beforeEach, expect, it } from "vitest";
import { findEmoji, recentEmoji, rememberEmoji } from "./table";

beforeEach(() => localStorage.clear());

it("finds emoji by the beginnings of their words, exact names first", async () => {
  const [first] = await findEmoji("rocket");
  expect(first?.[0]).toBe("🚀");
  expect((await findEmoji("heart"))[0]?.[1]).toBe("red heart");
  expect((await findEmoji("thumbs_u"))[0]?.[1]).toBe("thumbs up");
  expect(await findEmoji("nosuchthing")).toEqual([]);
});

it("remembers the last ones, each once", () => {
  rememberEmoji("🦀");
  rememberEmoji("🚀");
  rememberEmoji("🦀");
  expect(recentEmoji().slice(0, 2)).toEqual(["🦀", "🚀"]);
  expect(new Set(recentEmoji()).size).toBe(recentEmoji().length);
  localStorage.setItem("confab.emoji", "no JSON");
  expect(recentEmoji()).toContain("👍");
});
