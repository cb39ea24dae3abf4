import { expect, it } from "vitest";
import type { SpaceEntry } from "./known";
import { likeliest } from "./read-ahead";

function entry(id: string, minute: number, counts: Partial<SpaceEntry> = {}): SpaceEntry {
  const lastActiveTime = `2026-11-20T10:${String(minute).padStart(2, "0")}:00Z`;
  return { space: { name: `spaces/${id}`, lastActiveTime }, unread: 0, mentions: 0, readUntil: 0, ...counts };
}

it("takes what is unread first, then where something happened last", () => {
  const entries = [entry("old", 1), entry("new", 50), entry("unread", 5, { unread: 9 }), entry("busy", 40, { unread: 1 }), entry("calls", 2, { unread: 1, mentions: 1 })];
  const ids = likeliest(entries, 4).map((name) => name.split("/")[1]);
  expect(ids).toEqual(["calls", "busy", "unread", "new"]);
});
