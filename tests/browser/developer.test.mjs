// An app, configured and looked at by its developer.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { barriers, launch, signIn } from "./chromium.mjs";
import { startServer } from "./confab.mjs";

describe("the developer pages", () => {
  let server, browser, page;

  before(async () => {
    server = await startServer();
    browser = await launch();
    page = await signIn(browser, server, "alice");
  });
  beforeEach(() => page.goto("/developer"));
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  it("make an app and add it", async () => {
    await page.getByRole("button", { name: "New app" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Reminder");
    // Nobody listens there: the inspector has something to tell.
    await page.getByRole("textbox", { name: "Endpoint" }).fill("http://127.0.0.1:9/chat");
    await page.getByRole("button", { name: "Create", exact: true }).click();
    await page.getByText("Project number", { exact: true }).last().waitFor();
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
    assert.deepEqual(page.faults, []);
  });
});
