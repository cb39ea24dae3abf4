import { describe, expect, it } from "vitest";
import { mayHavePreviews, nextLook, withFound } from "./previews";

describe("previews of pages", () => {
  it("are asked for where there is a link and no app's card", () => {
    expect(mayHavePreviews({ text: "see https://example.com" })).toBe(true);
    expect(mayHavePreviews({ text: "see example" })).toBe(false);
    expect(mayHavePreviews({})).toBe(false);
    expect(mayHavePreviews({ text: "see https://example.com", cardsV2: [{}] })).toBe(false);
  });

  it("of new messages are asked for again, ever later", () => {
    const message = { createTime: "2026-11-20T10:00:00Z" };
    const at = (seconds: number) => Date.parse("2026-11-20T10:00:00Z") + seconds * 1000;
    expect(nextLook(message, 0, at(1))).toBeLessThan(nextLook(message, 1, at(1)) ?? 0);
    expect(nextLook(message, 0, at(61))).toBeNull();
    expect(nextLook(message, 99, at(1))).toBeNull();
    expect(nextLook({ ...message, lastUpdateTime: "2026-11-20T10:05:00Z" }, 0, at(301))).not.toBeNull();
  });

  it("are those of the last answer, and not too many", () => {
    const known = new Map([["a", 1], ["b", 2]]);
    expect([...withFound(known, ["a"], new Map(), 9)]).toEqual([["b", 2]]);
    expect([...withFound(known, ["a"], new Map([["a", 3]]), 9)]).toEqual([["b", 2], ["a", 3]]);
    expect([...withFound(known, ["c"], new Map([["c", 4]]), 2)]).toEqual([["b", 2], ["c", 4]]);
  });
});
