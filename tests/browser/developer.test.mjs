// An app, configured and looked at by its developer.

import assert from "node:assert/strict";
import fs from "node:fs";
import { before, beforeEach, describe, it } from "node:test";
import { barriers, picture } from "./chromium.mjs";
import { stage } from "./stage.mjs";

describe("the developer pages", () => {
  let server, page;
  const here = stage("alice");

  before(() => ({ server, alice: page } = here));
  beforeEach(() => page.goto("/developer"));

  it("make an app and add it", async () => {
    await page.getByRole("button", { name: "New app" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Reminder");
    // Nobody listens there: the inspector has something to tell.
    await page.getByRole("textbox", { name: "Endpoint" }).fill("http://127.0.0.1:9/chat");
    await page.getByRole("button", { name: "Command", exact: true }).click();
    const commands = page.getByRole("group", { name: "Commands" });
    await commands.getByRole("textbox", { name: "Name" }).fill("Note this");
    await commands.getByLabel("On messages").check();
    await page.getByRole("button", { name: "Create", exact: true }).click();
    await page.getByText("Project number", { exact: true }).last().waitFor();
    assert.ok(await commands.getByLabel("On messages").isChecked());
    assert.deepEqual(await barriers(page), []);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("heading", { name: "Reminder", level: 1 }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Reminder", level: 1 }).waitFor();
  });

  it("show what the app was told and what came of it", async () => {
    await page.locator(".app-list").getByRole("link", { name: "Reminder" }).click();
    await page.getByRole("button", { name: "Deliveries" }).click();
    const row = page.getByRole("row").filter({ hasText: "ADDED_TO_SPACE" });
    await row.waitFor();
    assert.deepEqual(await barriers(page), []);
    await row.getByRole("link").click();
    await page.getByText('"type": "ADDED_TO_SPACE"').waitFor();
    await page.getByText(/cannot connect to the endpoint/).first().waitFor();
    assert.deepEqual(await barriers(page), []);
  });

  it("hand out keys once", async () => {
    await page.locator(".app-list").getByRole("link", { name: "Reminder" }).click();
    await page.getByText("Without a key").waitFor();
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "New key" }).click()]);
    const key = JSON.parse(fs.readFileSync(await file.path(), "utf8"));
    assert.equal(key.type, "service_account");
    await page.getByText(key.private_key_id).waitFor();
    assert.deepEqual(await barriers(page), []);
    await page.getByRole("button", { name: /^Delete the key/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByText("Without a key").waitFor();
  });

  it("make tokens that work until they are revoked", async () => {
    await page.getByRole("navigation", { name: "For developers" }).getByRole("link", { name: "Tokens" }).click();
    await page.getByRole("button", { name: "New token" }).click();
    const dialog = page.getByRole("dialog", { name: "New token" });
    await dialog.getByLabel("What is it for?").fill("Nightly backup");
    assert.deepEqual(await barriers(page), []);
    await dialog.getByRole("button", { name: "Create" }).click();
    const text = await page.getByRole("dialog", { name: "Your new token" }).getByRole("textbox", { name: "Token" }).inputValue();
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("row").filter({ hasText: "Nightly backup" }).waitFor();
    assert.ok((await server.call(text, "GET", "/v1/spaces")).spaces.length > 0);
    await picture(page, "tokens");
    await page.getByRole("button", { name: "Revoke Nightly backup" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke", exact: true }).click();
    await page.getByRole("row").filter({ hasText: "Nightly backup" }).waitFor({ state: "detached" });
    let refused = false;
    for (let tries = 0; tries < 300 && !refused; tries += 1) {
      refused = await server.call(text, "GET", "/v1/spaces").then(() => false, () => true);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.ok(refused, "the token stopped working");
    assert.deepEqual(page.faults, []);
  });
});
