// No view keeps anybody out, in either color.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { barriers, signIn } from "./chromium.mjs";
import { stage } from "./stage.mjs";
import { ELSEWHERE, VIEWS } from "./views.mjs";

const SOURCE = fileURLToPath(new URL("../../web/src", import.meta.url));

/** Two at a time, each on a page of its own. */
describe("every view", { concurrency: 2 }, () => {
  let server, browser, app;
  const here = stage("alice");
  const pages = [];

  before(async () => {
    ({ server, browser } = here);
    pages.push(here.alice, await signIn(browser, server, "alice"));
    server.admin("group", "create", "team@example.com", "--name", "Team");
    const token = server.token("alice@example.com");
    // Nobody listens there: its deliveries fail.
    const fields = { displayName: "Views", endpoint: "http://127.0.0.1:9/chat" };
    const made = await server.call(token, "POST", "/confab/v1/apps", fields);
    await server.call(token, "POST", `/confab/v1/${made.name}:install`, {});
    await server.call(token, "POST", `/confab/v1/${made.name}/keys`, {});
    await server.call(token, "POST", "/confab/v1/tokens", { displayName: "Kept", scopes: ["chat.spaces"] });
    app = `/developer/${made.name.split("/")[1]}`;
  });

  const look = async (page, view) => {
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto(view.app === undefined ? (view.path ?? "/") : app + view.app);
    await page.getByRole("navigation", { name: "Conversations" }).getByRole("link").first().waitFor();
    await view.go(page);
    // What is behind a dialog has its own turn.
    const within = view.dialog ? "dialog[open]" : "html";
    assert.deepEqual(await barriers(page, { within }), [], "light");
    await page.emulateMedia({ colorScheme: "dark" });
    assert.deepEqual(await barriers(page, { within, rules: ["color-contrast"] }), [], "dark");
  };

  for (const view of VIEWS) {
    it(view.name, async () => {
      const page = pages.pop();
      try {
        await look(page, view);
      } finally {
        pages.push(page);
      }
    });
  }

  it("before one has signed in", async () => {
    const stranger = await browser.newPage({ baseURL: server.url });
    await stranger.goto("/");
    await stranger.waitForURL(/signin/);
    assert.deepEqual(await barriers(stranger), []);
    await stranger.emulateMedia({ colorScheme: "dark" });
    assert.deepEqual(await barriers(stranger, { rules: ["color-contrast"] }), []);
    await stranger.close();
  });

  it("on a phone", async () => {
    const phone = await signIn(browser, server, "bob", { viewport: { width: 390, height: 780 }, hasTouch: true });
    assert.deepEqual(await barriers(phone), []);
    await phone.getByRole("link", { name: "Confab tour" }).click();
    await phone.getByRole("heading", { name: "Confab tour", level: 1 }).waitFor();
    await phone.getByRole("button", { name: "Members and settings" }).click();
    await phone.getByRole("complementary").waitFor();
    assert.deepEqual(await barriers(phone), []);
    await phone.context().close();
  });

  it("is on the list: no dialog of the source is missing", () => {
    const titles = new Set();
    for (const file of fs.readdirSync(SOURCE, { recursive: true })) {
      if (!file.endsWith(".tsx")) continue;
      const text = fs.readFileSync(path.join(SOURCE, file), "utf8");
      for (const [, plain, template, expression] of text.matchAll(/<(?:Dialog|Confirm)\s+title=(?:"([^"]*)"|\{`([^`]*)`\}|\{([^}]*)\})/g)) {
        const strings = expression ? [...expression.matchAll(/\? "([^"]*)" : "([^"]*)"/g)].flatMap((match) => [match[1]]) : [];
        for (const title of strings.length > 0 ? strings : [plain ?? template?.split("${")[0] ?? expression]) titles.add(title);
      }
    }
    assert.ok(titles.size > 15, "they are found");
    const known = [...VIEWS.map((view) => view.dialog), ...ELSEWHERE];
    assert.deepEqual([...titles].filter((title) => !known.includes(title)), []);
  });
});
