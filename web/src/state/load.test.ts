import { afterAll, beforeEach, expect, it, vi } from "vitest";
import type { Message, Reaction } from "../api/gen/types";
import { KEPT, NOTHING } from "./known";
import { disturb, loadReactions, openTimeline } from "./load";
import { go } from "./route";
import { known } from "./store";

/** Answers a list of messages, by the address that is asked for. */
const list = vi.fn((url: string): Message[] => [message(spaceIn(url), 1)]);
const spaceIn = (url: string) => /spaces\/(\w+)/.exec(url)?.[1] ?? "";

const reactions = vi.fn((): Reaction[] => []);

vi.stubGlobal("fetch", async (url: string) => {
  if (url.endsWith("session:token")) return Response.json({ accessToken: "t", user: {} });
  if (url.includes("/reactions")) return Response.json({ reactions: reactions() });
  return Response.json({ messages: list(url).toReversed() });
});
afterAll(() => void vi.unstubAllGlobals());

const message = (space: string, second: number): Message => ({
  name: `spaces/${space}/messages/T${second}.T${second}`,
  createTime: `2026-11-20T10:00:${String(second).padStart(2, "0")}Z`,
});
const seconds = (space: string) => known.peek().timelines.get(`spaces/${space}`)?.messages.map((one) => Number(one.createTime?.slice(17, 19)));

beforeEach(() => {
  known.value = NOTHING;
  list.mockClear();
  go("/");
});

it("asks once for a conversation that is opened twice", async () => {
  await Promise.all([openTimeline("spaces/A"), openTimeline("spaces/A")]);
  await openTimeline("spaces/A");
  expect(list).toHaveBeenCalledTimes(1);
});

it("misses nothing that is said while the page is on its way", async () => {
  const pages = [[message("A", 1)], [message("A", 1), message("A", 2)]];
  for (const page of pages) list.mockImplementationOnce(() => page);
  const opened = openTimeline("spaces/A");
  disturb("spaces/B");
  disturb("spaces/A");
  await opened;
  expect(seconds("A")).toEqual([1, 2]);
  expect(list).toHaveBeenCalledTimes(2);
});

it("misses no reaction that comes while the others are read", async () => {
  const [eyes, party] = [{ name: "spaces/A/messages/T1/reactions/1" }, { name: "spaces/A/messages/T1/reactions/2" }];
  for (const page of [[eyes], [eyes, party]]) reactions.mockImplementationOnce(() => page);
  const name = "spaces/A/messages/T1";
  await Promise.all([loadReactions(name), loadReactions(name)]);
  expect(known.peek().reactions.get(name)).toEqual([eyes, party]);
  await loadReactions(name);
  expect(reactions).toHaveBeenCalledTimes(2);
});

it("keeps so many conversations, and always those in view", async () => {
  await openTimeline("spaces/seen");
  go("/room/seen");
  for (let index = 0; index < KEPT + 3; index += 1) await openTimeline(`spaces/S${index}`);
  const names = [...known.peek().timelines.keys()];
  expect(names.length).toBe(KEPT);
  expect(names).toContain("spaces/seen");
  expect(names).toContain(`spaces/S${KEPT + 2}`);
  expect(names).not.toContain("spaces/S0");
});
