import { expect, it } from "vitest";
import { route } from "../../state/route";
import { known } from "../../state/store";
import { begin, serve } from "../../testing";
import { invitee, openChatWith } from "./open";

const BOB = { name: "users/2", email: "bob@example.com", displayName: "Bob Baptiste" };
const DM = { name: "spaces/D", spaceType: "DIRECT_MESSAGE" };

it("goes to the direct message that is there", async () => {
  begin();
  const asked = serve({ "GET /v1/spaces:findDirectMessage": () => DM, "GET /v1/spaces/D/members": () => ({}) });
  await openChatWith(BOB.name, BOB);
  expect(route.value.space).toBe("spaces/D");
  expect(known.value.spaces.has("spaces/D")).toBe(true);
  expect(asked.some((one) => one.verb === "POST")).toBe(false);
});

it("makes one where there is none", async () => {
  begin();
  const asked = serve({ "POST /v1/spaces:setup": () => DM, "GET /v1/spaces/D/members": () => ({}) });
  await openChatWith(BOB.name, BOB);
  expect(asked.find((one) => one.verb === "POST")?.body).toMatchObject({
    space: { spaceType: "DIRECT_MESSAGE" },
    memberships: [{ member: { name: "users/bob@example.com", type: "HUMAN" } }],
  });
  expect(route.value.space).toBe("spaces/D");
});

it("invites people by address, and groups by name", () => {
  expect(invitee({ name: "users/3" })).toEqual({ member: { name: "users/3", type: "HUMAN" } });
  expect(invitee({ name: "groups/4" })).toEqual({ groupMember: { name: "groups/4" } });
});
