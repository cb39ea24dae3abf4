// What strangers may write, without getting anything run.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { launch, message, messages, open, signIn } from "./chromium.mjs";
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

const HTML = '<b onclick="window.hit=1">bold</b><img src=x onerror=window.hit=1><script>window.hit=1</script><a href="javascript:window.hit=1">link</a><iframe src="javascript:window.hit=1"></iframe>';

/** HTML wherever a card takes text. */
const CARD = {
  header: { title: HTML, subtitle: HTML },
  sections: [
    {
      header: HTML,
      widgets: [
        { textParagraph: { text: HTML } },
        { decoratedText: { topLabel: HTML, text: HTML, bottomLabel: HTML } },
        { buttonList: { buttons: [{ text: HTML, onClick: { openLink: { url: "https://a.example/\"onmouseover=window.hit=1" } } }] } },
        { grid: { title: HTML, items: [{ id: "1", title: HTML, subtitle: HTML }] } },
        { chipList: { chips: [{ label: HTML }] } },
        { textInput: { name: "n", label: HTML, hintText: HTML, value: HTML } },
      ],
    },
  ],
};

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="window.hit=1"><script>window.hit=1</script><rect width="9" height="9"/></svg>';
const FILE = '"><img src=x onerror=window.hit=1>.svg';

/** A message with a file, as a client uploads it. */
async function sendFile(server, token, space, text) {
  const head = `--cut\r\nContent-Type: application/json\r\n\r\n${JSON.stringify({ filename: FILE })}\r\n`;
  const response = await fetch(`${server.url}/upload/v1/${space}/attachments:upload?uploadType=multipart`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "multipart/related; boundary=cut" },
    body: `${head}--cut\r\nContent-Type: image/svg+xml\r\n\r\n${SVG}\r\n--cut--\r\n`,
  });
  const attachment = [await response.json()];
  await server.call(token, "POST", `/v1/${space}/messages`, { text, attachment });
}

describe("messages", () => {
  let server, browser, page, space, token;

  before(async () => {
    server = await startServer();
    browser = await launch();
    token = server.token("bob@example.com");
    const { spaces } = await server.call(token, "GET", "/v1/spaces");
    space = spaces.find((one) => one.displayName === "Coffee corner");
    for (const text of ATTACKS) await server.call(token, "POST", `/v1/${space.name}/messages`, { text });
    page = await signIn(browser, server, "alice");
    page.on("dialog", (dialog) => assert.fail(`a dialog opened: ${dialog.message()}`));
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  it("cannot run scripts or leave the page", async () => {
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

  it("cards of apps show HTML as the few things that cards may hold, or as text", async () => {
    const app = await server.call(token, "POST", "/confab/v1/apps", { displayName: "<img src=x onerror=hit()>" });
    await server.call(token, "POST", `/confab/v1/${app.name}:install`, { space: space.name });
    const bot = server.admin("token", "create", "--app", app.name, "--scope", "chat.bot").access_token;
    await server.call(bot, "POST", `/v1/${space.name}/messages`, { cardsV2: [{ cardId: "a", card: CARD }] });
    await open(page, "Coffee corner");
    const card = messages(page).locator(".card").last();
    await card.getByText("bold").first().waitFor();
    assert.equal(await card.locator("script, iframe, img[src=x], [onclick], [onerror], [onmouseover]").count(), 0);
    for (const link of await card.locator("a").all()) assert.match((await link.getAttribute("href")) ?? "https:", /^(https?|mailto|tel):/);
    assert.equal(await page.evaluate(() => window.hit), undefined);
    assert.deepEqual(page.faults, []);
  });

  it("files cannot run what their names or pictures hold", async () => {
    await sendFile(server, token, space.name, "a picture with a script");
    await open(page, "Coffee corner");
    const row = message(page, "a picture with a script");
    await row.waitFor();
    await row.getByText("onerror=window.hit=1").or(row.getByRole("img")).or(row.getByRole("button", { name: /onerror/ })).first().waitFor();
    const [wrong] = [await row.locator("script, iframe, svg[onload], img[src=x], object, embed").count()];
    assert.equal(wrong, 0);
    // Bytes of others never come as something that a browser runs on this origin.
    const { messages: all } = await server.call(token, "GET", `/v1/${space.name}/messages?pageSize=1&orderBy=createTime%20desc`);
    const { resourceName } = all[0].attachment[0].attachmentDataRef;
    const answer = await fetch(`${server.url}/v1/media/${resourceName}?alt=media`, { headers: { Authorization: `Bearer ${token}` } });
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
    assert.match(`${answer.headers.get("content-disposition")} ${answer.headers.get("content-security-policy")}`, /attachment|sandbox/);
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
