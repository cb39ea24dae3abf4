// A space's settings: what owners change, what members see, and the ways out.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { barriers, fresh, home, launch, picture, signIn } from "./chromium.mjs";
import { startServer } from "./confab.mjs";

describe("a space's settings", () => {
  let server, browser, alice, bob, space, token;

  before(async () => {
    server = await startServer();
    browser = await launch();
    token = server.token("alice@example.com");
    space = await server.call(token, "POST", "/v1/spaces", { spaceType: "SPACE", displayName: "Book club" });
    const member = { name: "users/bob@example.com", type: "HUMAN" };
    await server.call(token, "POST", `/v1/${space.name}/members`, { member });
    alice = await signIn(browser, server, "alice");
    bob = await signIn(browser, server, "bob");
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
  beforeEach(() => Promise.all([fresh(alice, "Book club"), fresh(bob, "Book club")]));

  const panel = (page) => page.getByRole("complementary", { name: "Members and settings" });
  const openTab = async (page, tab) => {
    await page.getByRole("button", { name: "Members and settings" }).click();
    await panel(page).getByRole("heading", { name: "2 members" }).waitFor();
    await panel(page).getByRole("tab", { name: tab }).click();
  };
  const now = () => server.call(token, "GET", `/v1/${space.name}`);
  /** Waits until the server says so. */
  const until = async (holds) => {
    for (let tries = 0; tries < 300; tries += 1) {
      if (holds(await now())) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`not so: ${JSON.stringify(await now())}`);
  };

  it("owners change what the space is and who may what", async () => {
    await openTab(alice, "Settings");
    const settings = panel(alice);
    await settings.getByLabel("Use @all").selectOption("Owners and managers");
    await until((it) => it.permissionSettings.useAtMentionAll.membersAllowed !== true && it.permissionSettings.useAtMentionAll.assistantManagersAllowed);
    await settings.getByLabel("Who can find and join").selectOption("Everybody in the organization");
    await until((it) => it.accessSettings.audience === "audiences/default");
    await settings.getByRole("switch", { name: "Keep history" }).click();
    await until((it) => it.spaceHistoryState === "HISTORY_OFF");
    await settings.getByLabel("Guidelines").fill("Read before you speak.");
    await settings.getByRole("button", { name: "Save" }).click();
    await until((it) => it.spaceDetails?.guidelines === "Read before you speak.");
    await picture(alice, "space-settings");
    // All of it is there after a reload.
    await fresh(alice, "Book club");
    await openTab(alice, "Settings");
    assert.equal(await panel(alice).getByLabel("Use @all").inputValue(), "managers");
    assert.equal(await panel(alice).getByLabel("Guidelines").inputValue(), "Read before you speak.");
  });

  it("members see them and change what they may", async () => {
    await openTab(bob, "Settings");
    const settings = panel(bob);
    await settings.getByText("Only owners change these.").waitFor();
    assert.ok(await settings.getByLabel("Use @all").isDisabled());
    assert.ok(await settings.getByLabel("Who can find and join").isDisabled());
    assert.equal(await settings.getByRole("button", { name: "Delete the space" }).count(), 0);
    await settings.getByLabel("Notify me of").selectOption("Only what is for you");
    await fresh(bob, "Book club");
    await openTab(bob, "Settings");
    await bob.waitForFunction(() => [...document.querySelectorAll(".details select")].some((select) => select.value === "FOR_YOU"));
  });

  it("the tabs are walked by keys", async () => {
    await openTab(alice, "Members");
    await panel(alice).getByRole("tab", { name: "Members" }).press("ArrowRight");
    await panel(alice).getByRole("tab", { name: "Settings", selected: true }).press("End");
    await panel(alice).getByRole("tab", { name: "Apps", selected: true }).waitFor();
    await panel(alice).getByText("There is no app here yet.").waitFor();
    assert.deepEqual(await barriers(alice), []);
  });

  it("roles are given in the list of members", async () => {
    await openTab(alice, "Members");
    const row = panel(alice).getByRole("listitem").filter({ hasText: "Bob Baptiste" });
    await row.getByRole("button", { name: "Actions for Bob Baptiste" }).click();
    await alice.getByRole("menuitem", { name: "Make manager" }).click();
    await row.getByText("Manager", { exact: true }).waitFor();
  });

  it("groups are members too", async () => {
    server.admin("group", "create", "choir@example.com", "--name", "Choir", "--member", "carol@example.com");
    await openTab(alice, "Members");
    await panel(alice).getByRole("button", { name: "Add", exact: true }).click();
    const dialog = alice.getByRole("dialog", { name: "Add people" });
    await dialog.getByRole("combobox", { name: "People and groups to add" }).fill("choir");
    await dialog.getByRole("option", { name: /Choir.*Group/ }).click();
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    const row = panel(alice).getByRole("listitem").filter({ hasText: "Choir" });
    await row.getByText("Group · choir@example.com").waitFor();
    await fresh(alice, "Book club");
    await alice.getByRole("button", { name: "Members and settings" }).click();
    await row.getByText("Group · choir@example.com").waitFor();
    await row.getByRole("button", { name: "Actions for Choir" }).click();
    await alice.getByRole("menuitem", { name: "Remove from the space" }).click();
    await row.waitFor({ state: "detached" });
  });

  it("members leave, and owners delete", async () => {
    await openTab(bob, "Settings");
    await panel(bob).getByRole("button", { name: "Leave" }).click();
    await bob.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
    const link = (page) => page.getByRole("navigation", { name: "Conversations" }).getByRole("link", { name: "Book club" });
    await link(bob).waitFor({ state: "detached" });
    await home(bob);
    assert.equal(await link(bob).count(), 0);
    await alice.getByRole("button", { name: "Members and settings" }).click();
    await panel(alice).getByRole("tab", { name: "Settings" }).click();
    await panel(alice).getByRole("button", { name: "Delete the space" }).click();
    await alice.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
    await link(alice).waitFor({ state: "detached" });
    assert.deepEqual([...alice.faults, ...bob.faults], []);
  });
});
