// A server that goes away and comes back.

import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { message, messages, open, send } from "./chromium.mjs";
import { stage } from "./stage.mjs";

describe("after the server was away", () => {
  let server, alice, bob;
  const here = stage("alice", "bob");

  before(async () => {
    ({ server, alice, bob } = here);
    await open(alice, "Coffee corner");
    await open(bob, "Coffee corner");
  });

  it("everything that was said is there once", async () => {
    await send(alice, "before");
    await message(bob, "before").waitFor();
    await server.stop();
    await send(alice, "while away 1");
    await send(alice, "while away 2");
    await message(alice, "while away 2").getByText("Sending…").waitFor();
    await bob.getByText("No connection.").waitFor();
    await server.start();
    const token = server.token("carol@example.com");
    const { spaces } = await server.call(token, "GET", "/v1/spaces");
    const space = spaces.find((one) => one.displayName === "Coffee corner");
    await server.call(token, "POST", `/v1/${space.name}/messages`, { text: "by another client" });
    for (const page of [alice, bob]) {
      await message(page, "while away 2").waitFor();
      await message(page, "by another client").waitFor();
      await page.waitForFunction(() => !document.querySelector(".message.pending"));
    }
    await send(bob, "after");
    await message(alice, "after").waitFor();
    const said = async (page) => {
      const texts = await messages(page).locator(".message .markup").allInnerTexts();
      return texts.filter((text) => /^(before|while|by|after)/.test(text)).sort();
    };
    const all = ["after", "before", "by another client", "while away 1", "while away 2"];
    assert.deepEqual(await said(alice), all);
    assert.deepEqual(await said(bob), all);
  });

  it("a message that was never sent survives a reload", async () => {
    await server.stop();
    await send(alice, "kept over a reload");
    await message(alice, "kept over a reload").getByText("Sending…").waitFor();
    await server.start();
    await alice.reload();
    await message(bob, "kept over a reload").waitFor();
    assert.equal(await message(bob, "kept over a reload").count(), 1);
  });

  it("a session that has ended leads back to where one was", async () => {
    const here = alice.url();
    await alice.context().clearCookies();
    await alice.reload();
    await alice.waitForURL(/\/signin/);
    await alice.locator("input[name=email]").fill("alice@example.com");
    await alice.locator("input[type=password]").fill("confab");
    await alice.locator("button[type=submit]").first().click();
    await alice.waitForURL(here);
  });
});
