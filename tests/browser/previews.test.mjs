// What stands below a message: what the page is about that it links to, and
// that an app did not answer.

import assert from "node:assert/strict";
import http from "node:http";
import { once } from "node:events";
import { after, before, beforeEach, describe, it } from "node:test";
import { barriers, home, launch, message, open, send, signIn } from "./chromium.mjs";
import { startServer } from "./confab.mjs";

const PAGE = `<!doctype html><html><head>
  <meta property="og:title" content="Growing <b>tomatoes</b>">
  <meta property="og:description" content="What they need, month by month.">
  <meta property="og:site_name" content="Garden almanac">
</head><body></body></html>`;

/** Serves a page, also to whoever takes it for an app, whose answers are JSON. */
async function startPages() {
  const pages = http.createServer((_, response) => {
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
    response.end(PAGE);
  });
  pages.listen(0, "127.0.0.1");
  await once(pages, "listening");
  return { url: `http://127.0.0.1:${pages.address().port}`, close: () => pages.close() };
}

describe("below a message", () => {
  let server, browser, page, pages;

  before(async () => {
    pages = await startPages();
    server = await startServer();
    browser = await launch();
    page = await signIn(browser, server, "alice");
  });
  beforeEach(() => home(page));
  after(async () => {
    await browser?.close();
    await server?.close();
    pages?.close();
  });

  it("stands what the page is about that it links to", async () => {
    await open(page, "Launch planning");
    await send(page, `Read ${pages.url}/tomatoes first`);
    const preview = message(page, "first").getByRole("link", { name: /Growing/ });
    await preview.waitFor({ timeout: 25_000 });
    assert.equal(await preview.getAttribute("href"), `${pages.url}/tomatoes`);
    assert.equal(await preview.getAttribute("rel"), "noopener noreferrer");
    assert.match(await preview.innerText(), /Garden almanac\s+Growing <b>tomatoes<\/b>\s+What they need/);
    await page.reload();
    await preview.waitFor();
    assert.deepEqual(await barriers(page), []);
  });

  it("stands that an app did not answer", async () => {
    await page.goto("/developer/new");
    await page.getByLabel("Name", { exact: true }).fill("Reminder");
    await page.getByRole("textbox", { name: "Endpoint" }).fill(`${pages.url}/app`);
    await page.getByRole("button", { name: "Create", exact: true }).click();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("heading", { name: "Reminder", level: 1 }).waitFor();
    await send(page, "remind me");
    await message(page, "remind me").getByText("Reminder not responding").waitFor({ timeout: 45_000 });
    assert.deepEqual(await barriers(page), []);
    assert.deepEqual(page.faults, []);
  });
});
