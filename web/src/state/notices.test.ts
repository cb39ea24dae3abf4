import { describe, expect, it } from "vitest";
import { tellsApp, withNotices } from "./notices";

const notice = (message: string, error = "Reminder not responding") => ({ message, result: { error } });

describe("notices of apps", () => {
  it("may come for what is written to an app", () => {
    const mention = { annotations: [{ userMention: { user: { name: "users/9", type: "BOT" as const } } }] };
    expect(tellsApp({}, { singleUserBotDm: true })).toBe(true);
    expect(tellsApp(mention, { spaceType: "SPACE" })).toBe(true);
    expect(tellsApp({ annotations: [{ userMention: { user: { type: "HUMAN" } } }] }, {})).toBe(false);
    expect(tellsApp({}, undefined)).toBe(false);
  });

  it("are, for a space, those of the last answer", () => {
    const before = withNotices(new Map(), "spaces/A", [notice("spaces/A/messages/1"), notice("spaces/A/messages/1")]);
    expect(before.get("spaces/A/messages/1")?.length).toBe(2);
    const other = withNotices(before, "spaces/B", [notice("spaces/B/messages/2"), notice("spaces/B/messages/3", ""), notice("")]);
    expect([...other.keys()]).toEqual(["spaces/A/messages/1", "spaces/B/messages/2"]);
    expect([...withNotices(other, "spaces/A", []).keys()]).toEqual(["spaces/B/messages/2"]);
  });
});
