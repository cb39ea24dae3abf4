// What strangers may write, without getting anything run.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { launch, messages, open, signIn } from "./chromium.mjs";
import { startServer } from "./confab.mjs";

const ATTACKS = [
  "<script>window.hit=1</script>",
  "<img src=x onerror=window.hit=1>",
  "<svg/onload=window.hit=1>",
  "<https://a.example/\"onmouseover=window.hit=1//|click>",
  "<javascript:window.hit=1|click>",
  "[x](javascript:window.hit=1)",
  "javascript:window.hit=1",
  "<data:text/html,<script>window.hit=1</script>|x>",
  "*<b onclick=window.hit=1>x</b>*",
  "`<script>window.hit=1</script>`",
  "```\n</code></pre><script>window.hit=1</script>\n```",
  "\u202egnp.exe\u202c \u0000 \ufeff",
  `${"*_~`".repeat(500)}`,
  `https://a.example/${"a".repeat(2_000)}`,
];

describe("messages", () => {
  let server, browser, page;

  before(async () => {
    server = await startServer();
    browser = await launch();
    const token = server.token("bob@example.com");
    const { spaces } = await server.call(token, "GET", "/v1/spaces");
    const space = spaces.find((one) => one.displayName === "Coffee corner");
    for (const text of ATTACKS) await server.call(token, "POST", `/v1/${space.name}/messages`, { text });
    page = await signIn(browser, server, "alice");
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  it("cannot run scripts or leave the page", async () => {
    page.on("dialog", (dialog) => assert.fail(`a dialog opened: ${dialog.message()}`));
    await open(page, "Coffee corner");
    await messages(page).getByText("window.hit").first().waitFor();
    for (const link of await messages(page).locator("a[target=_blank]").all()) {
      assert.match(await link.getAttribute("href"), /^(https?|mailto|tel):/);
      assert.match(await link.getAttribute("rel"), /noopener/);
    }
    assert.equal(await messages(page).locator("script, iframe, img[src=x], [onclick], [onerror], [onmouseover]").count(), 0);
    assert.equal(await page.evaluate(() => window.hit), undefined);
    assert.deepEqual(page.faults, []);
  });

  it("the page's policy allows neither inline scripts nor styles nor HTML from strings", async () => {
    const response = await page.request.get("/room/AAAAAAAAAAA");
    assert.equal(response.status(), 200, "addresses of views are answered with the page");
    const policy = response.headers()["content-security-policy"];
    assert.doesNotMatch(policy, /unsafe/);
    for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "trusted-types 'none'"]) {
      assert.ok(policy.includes(rule), `${rule} in ${policy}`);
    }
    const refused = await page.evaluate(() => {
      try {
        document.createElement("div").innerHTML = "<b>x</b>";
        return false;
      } catch {
        return true;
      }
    });
    assert.ok(refused);
  });
});
