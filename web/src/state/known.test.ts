import { describe, expect, it } from "vitest";
import type { LiveEvent } from "../api/live";
import type { Message, SpaceEvent } from "../api/gen/types";
import { apply, NOTHING, withReadUntil, withTimeline, type Known } from "./known";
import { micros } from "./time";

const ME = "users/1";
const AT = (second: number) => `2026-11-20T10:00:${String(second).padStart(2, "0")}.000001Z`;

function message(second: number, fields: Message = {}): Message {
  return {
    name: `spaces/A/messages/T${second}.T${second}`,
    thread: { name: `spaces/A/threads/T${second}` },
    createTime: AT(second),
    sender: { name: "users/2", displayName: "Bob" },
    formattedText: `message ${second}`,
    ...fields,
  };
}

function start(...messages: Message[]): Known {
  const entry = { space: { name: "spaces/A", spaceType: "SPACE" as const }, unread: 0, mentions: 0, readUntil: micros(AT(0)) };
  const state: Known = { ...NOTHING, me: ME, spaces: new Map([["spaces/A", entry]]) };
  return withTimeline(state, "spaces/A", { messages, older: false, newer: false });
}

const play = (state: Known, ...events: SpaceEvent[]) =>
  events.reduce((known, spaceEvent) => apply(known, { space: "spaces/A", spaceEvent } as LiveEvent), state);
const created = (one: Message): SpaceEvent => ({ messageCreatedEventData: { message: one } });
const shown = (state: Known) => state.timelines.get("spaces/A")?.messages.map((one) => one.formattedText ?? "gone");

describe("messages", () => {
  it("come once, at their place, whatever the order and however often", () => {
    const events = [message(3), message(1), message(2), message(3)].map(created);
    expect(shown(play(start(), ...events))).toEqual(["message 1", "message 2", "message 3"]);
  });

  it("old state and events make what a fresh load shows", () => {
    const live = play(
      start(message(1), message(2)),
      created(message(3)),
      { messageUpdatedEventData: { message: message(1, { formattedText: "edited", lastUpdateTime: AT(4) }) } },
      { messageDeletedEventData: { message: { name: message(2).name, deleteTime: AT(5), deletionMetadata: { deletionType: "CREATOR" } } } },
    );
    const fresh = start(
      message(1, { formattedText: "edited", lastUpdateTime: AT(4) }),
      {
        name: message(2).name,
        thread: message(2).thread,
        createTime: AT(2),
        sender: message(2).sender,
        deleteTime: AT(5),
        deletionMetadata: { deletionType: "CREATOR" },
      },
      message(3),
    );
    const plain = (state: Known) => JSON.parse(JSON.stringify(state.timelines.get("spaces/A")));
    expect(plain(live)).toEqual(plain(fresh));
  });

  it("of batches all come", () => {
    const event = { messageBatchCreatedEventData: { messages: [1, 2].map((second) => ({ message: message(second) })) } };
    expect(shown(play(start(), event))).toEqual(["message 1", "message 2"]);
  });

  it("wait while one looks at old ones", () => {
    const state = withTimeline(start(), "spaces/A", { messages: [message(1)], older: true, newer: true });
    expect(shown(play(state, created(message(9))))).toEqual(["message 1"]);
  });

  it("also go to their thread", () => {
    const reply = message(7, { thread: { name: "spaces/A/threads/T1" }, threadReply: true });
    const state = withTimeline(start(message(1)), "spaces/A/threads/T1", { messages: [message(1)], older: false, newer: false });
    expect(play(state, created(reply)).timelines.get("spaces/A/threads/T1")?.messages).toHaveLength(2);
  });
});

describe("what is unread", () => {
  const count = (state: Known) => {
    const entry = state.spaces.get("spaces/A");
    return [entry?.unread, entry?.mentions];
  };
  const mention = { annotations: [{ type: "USER_MENTION" as const, userMention: { user: { name: ME } } }] };

  it("counts others' messages and mentions, once", () => {
    const events = [created(message(1)), created(message(2, mention)), created(message(2, mention))];
    expect(count(play(start(), ...events))).toEqual([2, 1]);
  });

  it("is nothing after one's own message or reading", () => {
    expect(count(play(start(), created(message(1)), created(message(2, { sender: { name: ME } }))))).toEqual([0, 0]);
    const read = apply(play(start(), created(message(1))), {
      readState: { name: `${ME}/spaces/A/spaceReadState`, lastReadTime: AT(1) },
    });
    expect(count(read)).toEqual([0, 0]);
  });

  it("comes back when somebody marks it so", () => {
    const state = play(start(), created(message(1)), created(message(2, mention)));
    expect(count(withReadUntil(withReadUntil(state, "spaces/A", micros(AT(2))), "spaces/A", micros(AT(1))))).toEqual([1, 1]);
  });
});

it("keeps reactions by their names", () => {
  const reaction = { name: `${message(1).name}/reactions/2.x`, user: { name: "users/2" }, emoji: { unicode: "👍" } };
  const state = { ...start(message(1)), reactions: new Map([[message(1).name ?? "", []]]) };
  const added = play(state, { reactionCreatedEventData: { reaction } }, { reactionCreatedEventData: { reaction } });
  expect(added.reactions.get(message(1).name ?? "")).toHaveLength(1);
  const removed = play(added, { reactionDeletedEventData: { reaction: { name: reaction.name } } });
  expect(removed.reactions.get(message(1).name ?? "")).toHaveLength(0);
});

it("forgets a space that one is not in any more", () => {
  const membership = { name: "spaces/A/members/1", state: "NOT_A_MEMBER" as const };
  expect(play(start(), { membershipDeletedEventData: { membership } }).spaces.size).toBe(0);
});
