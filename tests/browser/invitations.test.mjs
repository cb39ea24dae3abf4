// Invitations: of those who do not come in by themselves.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { barriers, launch, signIn } from "./chromium.mjs";
import { startServer } from "./confab.mjs";

describe("an invitation", () => {
  let server, browser, page, token;

  before(async () => {
    server = await startServer();
    browser = await launch();
    token = server.token("alice@example.com");
    server.admin("user", "auto-accept", "bob@example.com", "off");
    page = await signIn(browser, server, "bob");
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const invite = async (displayName) => {
    const space = await server.call(token, "POST", "/v1/spaces", { spaceType: "SPACE", displayName });
    const member = { name: "users/bob@example.com", type: "HUMAN" };
    const made = await server.call(token, "POST", `/v1/${space.name}/members`, { member });
    assert.equal(made.state, "INVITED");
    await invited(displayName).waitFor();
    return space;
  };
  const invited = (name) => page.getByRole("region", { name: "Invitations" }).getByRole("listitem").filter({ hasText: name });
  const states = async (space) => {
    const { memberships } = await server.call(token, "GET", `/v1/${space.name}/members?showInvited=true`);
    return memberships.map((one) => one.state).sort();
  };

  it("leads into the space when it is accepted", async () => {
    const space = await invite("Garden club");
    assert.equal(await page.getByRole("link", { name: "Garden club" }).count(), 0);
    assert.deepEqual(await barriers(page), []);
    await page.getByRole("button", { name: "Accept the invitation to Garden club" }).click();
    await page.getByRole("heading", { name: "Garden club", level: 1 }).waitFor();
    await invited("Garden club").waitFor({ state: "detached" });
    assert.deepEqual(await states(space), ["JOINED", "JOINED"]);
  });

  it("goes away when it is declined", async () => {
    const space = await invite("Night shift");
    await page.getByRole("button", { name: "Decline the invitation to Night shift" }).click();
    await invited("Night shift").waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("link", { name: "Garden club" }).waitFor();
    assert.equal(await invited("Night shift").count(), 0);
    assert.deepEqual(await states(space), ["JOINED"]);
    assert.deepEqual(page.faults, []);
  });
});
