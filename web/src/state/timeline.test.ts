import { expect, it } from "vitest";
import type { Message } from "../api/gen/types";
import { rows } from "./rows";
import { micros } from "./time";
import { EMPTY, WINDOW, withNewer, withOlder } from "./timeline";

const at = (index: number) => new Date(Date.UTC(2026, 10, 20, 10) + index * 1000).toISOString();
const message = (index: number): Message => ({ name: `spaces/A/messages/${index}`, createTime: at(index), sender: { name: "users/2" } });
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => message(from + index));

it("stays within its window while one scrolls both ways", () => {
  let timeline = withOlder(EMPTY, range(1_000, 1_050).toReversed(), true);
  for (let first = 950; first >= 0; first -= 50) timeline = withOlder(timeline, range(first, first + 50).toReversed(), first > 0);
  expect(timeline).toMatchObject({ older: false, newer: true });
  expect(timeline.messages).toHaveLength(WINDOW);
  expect(timeline.messages[0]?.name).toBe("spaces/A/messages/0");
  for (let next = WINDOW; next < 1_050; next += 50) timeline = withNewer(timeline, range(next, next + 50), next + 50 < 1_050);
  expect(timeline).toMatchObject({ older: true, newer: false });
  expect(timeline.messages).toHaveLength(WINDOW);
  const times = timeline.messages.map((one) => micros(one.createTime));
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

it("reads times to the microsecond", () => {
  expect(micros("2026-11-20T10:00:00.123456Z") - micros("2026-11-20T10:00:00Z")).toBe(123_456);
  expect(micros("2026-11-20T10:00:00.1Z") - micros("2026-11-20T09:00:00+00:00")).toBe(3_600_100_000);
  expect(micros("nonsense")).toBe(0);
});

const options = { readUntil: 0, me: "users/1", threads: true };
const kinds = (messages: Message[], more = {}) => rows(messages, { ...options, ...more }).map((row) => row.kind);

it("draws a line for each day and one for what is new", () => {
  expect(kinds([message(0), message(10), message(90_000)])).toEqual(["date", "message", "message", "date", "message"]);
  expect(kinds([message(0), message(10), message(20)], { readUntil: micros(at(10)) })).toEqual(["date", "message", "message", "unread", "message"]);
});

it("groups what one person says in a row", () => {
  const list = rows([message(0), message(10), message(1_000), { ...message(1_010), sender: { name: "users/3" } }], options);
  expect(list.flatMap((row) => (row.kind === "message" ? [row.grouped] : []))).toEqual([false, true, false, false]);
});

it("folds replies into their thread, and shows the newest whose beginning is far up", () => {
  const thread = (name: string) => ({ thread: { name: `spaces/A/threads/${name}` } });
  const list = rows(
    [
      { ...message(0), ...thread("x") },
      { ...message(1), ...thread("x"), threadReply: true },
      { ...message(2), ...thread("x"), threadReply: true, sender: { name: "users/3" } },
      { ...message(3), ...thread("old"), threadReply: true },
      { ...message(4), ...thread("old"), threadReply: true },
    ],
    options,
  );
  expect(list.map((row) => row.kind)).toEqual(["date", "message", "reply"]);
  expect(list[1]).toMatchObject({ thread: { replies: 2, people: ["users/2", "users/3"] } });
  expect(list[2]).toMatchObject({ message: { name: "spaces/A/messages/4" } });
});
