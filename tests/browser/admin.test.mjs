// What administrators see and change, and that nobody else does.

import assert from "node:assert/strict";
import { before, beforeEach, describe, it } from "node:test";
import { barriers, picture, signIn } from "./chromium.mjs";
import { stage } from "./stage.mjs";

describe("administration", () => {
  let server, browser, page;
  const here = stage("alice");

  before(() => ({ server, browser, alice: page } = here));
  beforeEach(() => page.goto("/admin"));

  const person = (name) => page.getByRole("row").filter({ hasText: name });
  const act = async (name, action) => {
    await page.getByRole("button", { name: `Actions on ${name}` }).click();
    await page.getByRole("menuitem", { name: action }).click();
  };

  it("makes people, and says why not in the server's words", async () => {
    await page.getByRole("button", { name: "New person" }).click();
    const dialog = page.getByRole("dialog", { name: "New person" });
    await dialog.getByLabel("E-mail").fill("dave@example.com");
    await dialog.getByLabel("Name", { exact: true }).fill("Erin Evans");
    await dialog.getByLabel("Password").fill("a long secret");
    await dialog.getByRole("button", { name: "Create" }).click();
    assert.match(await dialog.getByRole("alert").innerText(), /dave@example\.com exists/);
    await dialog.getByLabel("E-mail").fill("erin@example.com");
    await dialog.getByRole("button", { name: "Create" }).click();
    await person("erin@example.com").waitFor();
    await dialog.waitFor({ state: "detached" });
  });

  it("makes administrators and locks people out", async () => {
    await act("Carol Costa", "Make administrator");
    await person("Carol").getByText("Administrator", { exact: true }).waitFor();
    await act("Dave Dimitrov", "Disable…");
    await page.getByRole("dialog").getByRole("button", { name: "Disable", exact: true }).click();
    await person("Dave").getByText("Disabled", { exact: true }).waitFor();
    await page.reload();
    await person("Dave").getByText("Disabled", { exact: true }).waitFor();
    await act("Dave Dimitrov", "Enable");
    await person("Dave").getByText("Disabled", { exact: true }).waitFor({ state: "detached" });
    assert.equal(await page.getByRole("button", { name: "Actions on Alice" }).count(), 0);
  });

  it("tells in the audit log who did it", async () => {
    await page.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: "Audit log" }).click();
    await page.getByLabel("Action").fill("user.disable");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.getByRole("cell", { name: "session.signIn" }).first().waitFor({ state: "detached" });
    const rows = await page.locator("tbody tr").allInnerTexts();
    assert.equal(rows.length, 1);
    assert.match(rows[0], /alice@example\.com.*user\.disable.*dave@example\.com/s);
  });

  const part = (title) => page.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: title }).click();

  it("makes groups and fills them", async () => {
    await part("Groups");
    await page.getByRole("button", { name: "New group" }).click();
    const making = page.getByRole("dialog", { name: "New group" });
    await making.getByLabel("Name", { exact: true }).fill("Choir");
    await making.getByLabel("E-mail").fill("choir@example.com");
    await making.getByRole("button", { name: "Create" }).click();
    const members = page.getByRole("dialog", { name: "Members of Choir" });
    await members.getByText("Nobody is in it yet.").waitFor();
    await members.getByRole("combobox", { name: "People to add" }).fill("bob");
    await members.getByRole("option", { name: /Bob Baptiste/ }).click();
    await members.getByRole("button", { name: "Add", exact: true }).click();
    await members.getByRole("listitem").filter({ hasText: "bob@example.com" }).waitFor();
    assert.deepEqual(await barriers(page), []);
    await members.getByRole("button", { name: "Remove Bob Baptiste" }).click();
    await members.getByText("Nobody is in it yet.").waitFor();
    await members.getByRole("button", { name: "Done" }).click();
    await page.getByRole("row").filter({ hasText: "choir@example.com" }).waitFor();
  });

  it("shows who is here", async () => {
    await page.getByRole("row").filter({ hasText: "alice@example.com" }).waitFor();
    await picture(page, "administration");
  });

  it("finds and deletes spaces", async () => {
    const token = server.token("bob@example.com");
    await server.call(token, "POST", "/v1/spaces", { spaceType: "SPACE", displayName: "Forgotten corner" });
    await part("Spaces");
    await page.getByRole("row").filter({ hasText: "Confab tour" }).waitFor();
    await page.getByLabel("Name").fill("forgotten");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("row").filter({ hasText: "Confab tour" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Delete Forgotten corner" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByText("There is no such space.").waitFor();
  });

  it("says what apps may do without anybody's consent", async () => {
    const token = server.token("alice@example.com");
    await server.call(token, "POST", "/confab/v1/apps", { displayName: "Archivist" });
    await part("Apps");
    await page.getByRole("button", { name: "Change what Archivist may do" }).click();
    const dialog = page.getByRole("dialog", { name: "What Archivist may do" });
    await dialog.getByLabel("chat.app.spaces", { exact: true }).check();
    assert.deepEqual(await barriers(page), []);
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("row").filter({ hasText: "Archivist" }).getByText("chat.app.spaces", { exact: true }).waitFor();
  });

  it("is for administrators only", async () => {
    const bob = await signIn(browser, server, "bob");
    await bob.goto("/admin");
    await bob.getByText("Only administrators see this page.").waitFor();
    await bob.getByRole("button", { name: /Bob Baptiste/ }).click();
    await bob.getByRole("menuitem", { name: "Apps and tokens" }).waitFor();
    assert.equal(await bob.getByRole("menuitem", { name: "Administration" }).count(), 0);
    assert.deepEqual(page.faults, []);
    await bob.context().close();
  });
});
