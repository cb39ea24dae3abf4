// Who is there: seen in the list, in direct messages and among members.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { barriers, fresh, launch, open, signIn } from "./chromium.mjs";
import { startServer } from "./confab.mjs";

describe("presence", () => {
  let server, browser, alice, bob;

  before(async () => {
    server = await startServer();
    browser = await launch();
    const token = server.token("alice@example.com");
    const memberships = [{ member: { name: "users/bob@example.com", type: "HUMAN" } }];
    await server.call(token, "POST", "/v1/spaces:setup", { space: { spaceType: "DIRECT_MESSAGE" }, memberships });
    const { name } = await server.call(token, "GET", "/v1/spaces:findDirectMessage?name=users/bob@example.com");
    await server.call(token, "POST", `/v1/${name}/messages`, { text: "Are you there?" });
    alice = await signIn(browser, server, "alice");
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const row = (page, name) => page.getByRole("navigation", { name: "Conversations" }).getByRole("link", { name });

  it("comes, changes and goes", async () => {
    const theirs = row(alice, "Bob Baptiste");
    await theirs.getByRole("img", { name: "away" }).waitFor();
    bob = await signIn(browser, server, "bob");
    await theirs.getByRole("img", { name: "active", exact: true }).waitFor();
    await bob.getByRole("button", { name: /Bob Baptiste/ }).click();
    await bob.getByRole("menuitem", { name: "Do not disturb for an hour" }).click();
    await theirs.getByRole("img", { name: "do not disturb" }).waitFor();
    await bob.getByRole("button", { name: /Bob Baptiste.*do not disturb|do not disturb.*Bob Baptiste/ }).waitFor();
    await bob.getByRole("button", { name: /Bob Baptiste/ }).click();
    await bob.getByRole("menuitem", { name: "Active", exact: true }).click();
    await theirs.getByRole("img", { name: "active", exact: true }).waitFor();
  });

  it("stands beside names", async () => {
    await fresh(alice, "Bob Baptiste");
    await alice.locator(".conversation .panel-head").getByRole("img", { name: "active", exact: true }).waitFor();
    await open(alice, "Confab tour");
    await alice.getByRole("button", { name: "Members and settings" }).click();
    const member = alice.getByRole("complementary").getByRole("listitem").filter({ hasText: "Bob Baptiste" });
    await member.getByRole("img", { name: "active", exact: true }).waitFor();
    assert.deepEqual(await barriers(alice), []);
    await bob.context().close();
    // A broken connection is noticed after some seconds, and may come back for some more.
    await member.getByRole("img", { name: "away" }).waitFor({ timeout: 60_000 });
    assert.deepEqual(alice.faults, []);
  });
});
