// One's account: pages of the server, which the client's menu leads to.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { barriers, launch, signIn } from "./chromium.mjs";
import { startServer } from "./confab.mjs";

const PASSWORD = "several words that do not belong";

describe("one's account", () => {
  let server, browser;

  before(async () => {
    server = await startServer();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const type = async (page, password) => {
    await page.getByLabel("E-mail address").fill("carol@example.com");
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
  };

  it("takes a new password, which ends every other session", async () => {
    const page = await signIn(browser, server, "carol");
    const elsewhere = await signIn(browser, server, "carol");
    await page.getByRole("button", { name: "Carol Costa" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).waitFor();
    await page.getByRole("menuitem", { name: "Password and sessions" }).click();
    await page.getByText("You are signed in at one other place.").waitFor();
    assert.deepEqual(await barriers(page), []);
    await page.emulateMedia({ colorScheme: "dark" });
    assert.deepEqual(await barriers(page, { rules: ["color-contrast"] }), []);
    const form = page.locator("form", { has: page.getByLabel("A new one", { exact: true }) });
    await form.getByLabel("Your password").fill("confab");
    await form.getByLabel("A new one", { exact: true }).fill("passwordpassword");
    await form.getByLabel("The new one again").fill("passwordpassword");
    await form.getByRole("button", { name: "Change password" }).click();
    await page.getByRole("alert").getByText("among the first that anybody tries").waitFor();
    await form.getByLabel("Your password").fill("confab");
    await form.getByLabel("A new one", { exact: true }).fill(PASSWORD);
    await form.getByLabel("The new one again").fill(PASSWORD);
    await form.getByRole("button", { name: "Change password" }).click();
    await page.getByRole("alert").getByText("Your password is changed.").waitFor();
    await page.getByRole("link", { name: "Back to Confab" }).click();
    await page.getByRole("navigation", { name: "Conversations" }).waitFor();

    await elsewhere.reload();
    await elsewhere.waitForURL(/\/signin/);
    await type(elsewhere, "confab");
    await elsewhere.getByRole("alert").getByText("do not belong together").waitFor();
    await type(elsewhere, PASSWORD);
    await elsewhere.getByRole("navigation", { name: "Conversations" }).waitFor();
    assert.deepEqual([...page.faults, ...elsewhere.faults], []);
  });
});
