import { beforeEach, expect, it } from "vitest";
import type { Message } from "../../api/gen/types";
import { begin, draw, message, ME, serve } from "../../testing";
import { MessageRow } from "./MessageRow";
import { counted } from "./Reactions";

beforeEach(() => {
  serve({});
  begin({ name: "spaces/A", spaceType: "SPACE", displayName: "Art" });
});

const row = (fields: Message = {}, grouped = false) =>
  draw(<MessageRow message={message(1, fields)} grouped={grouped} marked={false} canReply />);

it("says who wrote, and of apps that they are", () => {
  expect(row().querySelector(".tag")).toBeNull();
  const app = row({ sender: { name: "users/9", displayName: "Robo", type: "BOT" } });
  expect(app.querySelector(".tag")?.textContent).toBe("App");
});

it("has one heading for messages of one author, and their name for screen readers", () => {
  const place = row({}, true);
  expect(place.querySelector(".message-head")).toBeNull();
  expect(place.querySelector(".visually-hidden")?.textContent).toMatch(/^Unknown person, .*: $/);
});

it("tells edited and deleted messages, and who sees them", () => {
  expect(row({ lastUpdateTime: "2026-11-20T10:01:00Z" }).querySelector(".edited")).not.toBeNull();
  expect(row({ privateMessageViewer: ME }).textContent).toContain("Only visible to you");
  const gone = row({ deleteTime: "2026-11-20T10:01:00Z", deletionMetadata: { deletionType: "SPACE_OWNER" } });
  expect(gone.textContent).toContain("A manager of the space deleted this message");
  expect(gone.querySelector(".markup")).toBeNull();
});

it("counts reactions by emoji, one's own among them", () => {
  const by = (id: number, unicode: string) => ({ emoji: { unicode }, user: { name: `users/${id}`, displayName: `Person ${id}` } });
  const shown = counted([by(2, "👍"), by(1, "🎉"), by(1, "👍")], ME.name);
  expect(shown.map((one) => [one.emoji.unicode, one.count, one.mine])).toEqual([["👍", 2, true], ["🎉", 1, true]]);
});
