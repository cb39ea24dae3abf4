// Every view for everybody: small and wide, light and dark, by ear and by eye.

import assert from "node:assert/strict";
import { before, beforeEach, describe, it } from "node:test";
import { barriers, home, message, messages, open, picture, send, signIn } from "./chromium.mjs";
import { stage } from "./stage.mjs";

/** What the pictures show besides the example data. */
async function talk(server) {
  const [alice, bob, carol] = ["alice", "bob", "carol"].map((name) => server.token(`${name}@example.com`));
  const { spaces } = await server.call(alice, "GET", "/v1/spaces");
  const { name } = spaces.find((one) => one.displayName === "Launch planning");
  const say = (who, space, text) => server.call(who, "POST", `/v1/${space}/messages`, { text });
  await say(bob, name, "The build is green again, it was this line:\n```\nlet deadline = Instant::now() + LIMIT;\n```");
  const thanks = await say(carol, name, "Thank you <users/bob@example.com>! That was the *last* one.");
  for (const who of [alice, bob]) await server.call(who, "POST", `/v1/${thanks.name}/reactions`, { emoji: { unicode: "🎉" } });
  await server.call(bob, "POST", `/v1/${thanks.name}/reactions`, { emoji: { unicode: "👀" } });
  const memberships = [{ member: { name: "users/carol@example.com", type: "HUMAN" } }];
  const direct = await server.call(alice, "POST", "/v1/spaces:setup", { space: { spaceType: "DIRECT_MESSAGE" }, memberships });
  await say(carol, direct.name, "Lunch at noon?");
}

describe("views", () => {
  let server, browser, page;
  const here = stage("alice");

  before(() => ({ server, browser, alice: page } = here));
  beforeEach(() => home(page));

  it("are read aloud in the order in which things were said", async () => {
    await open(page, "Confab tour");
    await message(page, "Whatever Google").waitFor();
    const tree = await messages(page).ariaSnapshot();
    const wanted = [
      /listitem:\n\s+- time: (Thursday|Friday|Saturday|Sunday|Monday|Tuesday|Wednesday)/,
      /listitem:\n\s+- strong: Alice Andersen\n\s+- time: \d+:\d\d\n\s+- paragraph:\n\s+- text: Welcome to\n\s+- strong: Confab/,
      /listitem:\n\s+- strong: Alice Andersen\n\s+- time: \d+:\d\d\n\s+- paragraph:\n\s+- text: Text can be\n/,
      /link "2 replies Last/,
      /listitem:\n\s+- strong: Dave Dimitrov\n/,
    ];
    let from = 0;
    for (const part of wanted) {
      const found = part.exec(tree.slice(from));
      assert.ok(found, `${part} in order in\n${tree}`);
      from += found.index + found[0].length;
    }
  });

  it("work with the keyboard alone", async () => {
    await page.getByRole("link", { name: "Launch planning" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("launch");
    await page.getByRole("option", { name: "Launch planning" }).and(page.locator("[aria-selected=true]")).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("heading", { name: "Launch planning", level: 1 }).waitFor();
    await page.waitForFunction(() => document.activeElement?.matches(".write textarea"));
    await page.keyboard.type("Typed and sent");
    await page.keyboard.press("Enter");
    await message(page, "Typed and sent").waitFor();
    await page.keyboard.press("Alt+ArrowUp");
    await page.getByRole("heading", { name: "Confab tour", level: 1 }).waitFor();
  });

  it("fit a phone", async () => {
    const phone = await signIn(browser, server, "bob", { viewport: { width: 390, height: 780 }, hasTouch: true });
    const narrow = () => phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    assert.ok(await narrow());
    await open(phone, "Confab tour");
    await message(phone, "Whatever Google").waitFor();
    assert.ok(await narrow());
    await picture(phone, "phone");
    await send(phone, `wide ${"w".repeat(300)}\n\`\`\`\n${"x".repeat(300)}\n\`\`\``);
    await message(phone, "wide").waitFor();
    assert.ok(await narrow(), "long words do not widen the page");
    await phone.getByRole("link", { name: /2 replies/ }).click();
    await phone.getByRole("complementary", { name: "Thread" }).getByText("stay together").waitFor();
    assert.deepEqual(await barriers(phone), []);
    await phone.getByRole("button", { name: "Close the thread" }).click();
    await phone.getByRole("button", { name: "To the list of conversations" }).click();
    await phone.getByRole("link", { name: "Coffee corner" }).waitFor();
    await phone.context().close();
  });

  it("scroll through thousands of messages both ways", async () => {
    const token = server.token("alice@example.com");
    const space = await server.call(token, "POST", "/v1/spaces", { spaceType: "SPACE", displayName: "Long" });
    for (let first = 0; first < 1_000; first += 50) {
      const one = (index) => server.call(token, "POST", `/v1/${space.name}/messages`, { text: `line ${index}` });
      for (let index = first; index < first + 50; index += 10) {
        await Promise.all(Array.from({ length: 10 }, (_, more) => one(index + more)));
      }
    }
    await open(page, "Long");
    await message(page, /line 99\d/).first().waitFor();
    const list = messages(page);
    // Up again and again, as each page of older messages moves the view down.
    await page.waitForFunction(
      () => {
        const box = document.querySelector(".conversation .messages");
        box.scrollTop = 0;
        return document.body.textContent.includes("This is where the conversation begins.");
      },
      null,
      { polling: 100, timeout: 120_000 },
    );
    assert.ok((await list.locator(".message").count()) <= 400, "the page holds a window of them");
    await page.getByRole("button", { name: "To the newest" }).click();
    await message(page, /line 99\d/).first().waitFor();
    const seen = await list.locator(".message .markup").allInnerTexts();
    assert.equal(new Set(seen).size, seen.length, "nothing is there twice");
  });

  it("look as they should", async () => {
    await talk(server);
    await open(page, "Launch planning");
    await message(page, "Thank you").getByRole("button", { name: /^👀 1/ }).waitFor();
    await page.getByRole("link", { name: /2 replies/ }).click();
    await page.getByRole("complementary", { name: "Thread" }).getByText("I take the release notes").waitFor();
    await page.emulateMedia({ colorScheme: "light" });
    await picture(page, "conversation");
    await page.emulateMedia({ colorScheme: "dark" });
    await picture(page, "conversation-dark");
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto("/playground");
    await page.getByRole("button", { name: "Approve" }).waitFor();
    await picture(page, "playground");
    assert.deepEqual(page.faults, []);
  });
});
