import { expect, it } from "vitest";
import type { Message } from "../api/gen/types";
import { tells } from "./notify";

it("people are told what they want to be told", () => {
  const mention: Message = { annotations: [{ type: "USER_MENTION", userMention: { user: { name: "users/me" } } }], threadReply: true };
  const reply: Message = { threadReply: true };
  const fresh: Message = {};
  for (const [level, wanted] of [
    ["ALL", [true, true, true]],
    ["MAIN_CONVERSATIONS", [true, false, true]],
    ["FOR_YOU", [true, false, false]],
    ["OFF", [false, false, false]],
  ] as const) {
    expect([mention, reply, fresh].map((message) => tells(level, message, "users/me")), level).toEqual(wanted);
  }
});
