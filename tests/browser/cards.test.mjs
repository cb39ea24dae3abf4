// Every widget of cards, drawn side by side, of both versions.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { barriers, message, open, picture } from "./chromium.mjs";
import { stage } from "./stage.mjs";

const DATA = fileURLToPath(new URL("../data", import.meta.url));
const read = (name) => JSON.parse(fs.readFileSync(path.join(DATA, name), "utf8"));
const EXAMPLES = fs.readdirSync(path.join(DATA, "cards")).sort();

/** Pictures of elsewhere are not here: a square in their place. */
const SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80"><rect width="120" height="80" fill="#7aa"/></svg>';

describe("cards", () => {
  let server, page;
  const here = stage("alice");

  before(async () => {
    ({ server, alice: page } = here);
    await page.route(/^https:\/\//, (route) => route.fulfill({ contentType: "image/svg+xml", body: SQUARE }));
  });

  it("show every widget in the playground", async () => {
    const cards = EXAMPLES.map((name) => read(`cards/${name}`));
    const sections = EXAMPLES.flatMap((name, index) => [
      { header: name.replace(".json", ""), widgets: [{ divider: {} }] },
      ...cards[index].sections,
    ]);
    const everything = { header: cards.find((card) => card.header)?.header, sections, fixedFooter: cards.find((card) => card.fixedFooter)?.fixedFooter };
    await page.goto("/playground");
    await page.getByRole("textbox", { name: "The card as JSON" }).fill(JSON.stringify(everything, null, 2));
    assert.equal(await page.getByRole("list", { name: "Faults" }).getByRole("listitem").count(), 0);
    const card = page.getByRole("region", { name: "The card" });
    for (const name of ["carousel", "text-paragraph"]) await card.getByRole("heading", { name }).waitFor();
    // All of it in view, so that its pictures are loaded.
    const height = await card.locator(".card").first().evaluate((one) => one.scrollHeight);
    await page.setViewportSize({ width: 1280, height: Math.ceil(height) + 600 });
    await page.waitForFunction(() => [...document.querySelectorAll(".playground-card img")].every((one) => one.complete && one.naturalWidth > 0));
    const odd = (wrong, ...more) => card.locator(".widget").evaluateAll(wrong, ...more);
    assert.deepEqual(await odd((all) => all.filter((one) => one.getBoundingClientRect().height === 0).map((one) => one.outerHTML)), []);
    const frame = await card.locator(".card").first().boundingBox();
    const beyond = (all, right) => all.filter((one) => !one.closest(".carousel-card") && one.getBoundingClientRect().right > right + 1).map((one) => one.outerHTML);
    assert.deepEqual(await odd(beyond, frame.x + frame.width), [], "nothing stands out of its card");
    await page.emulateMedia({ colorScheme: "dark" });
    assert.deepEqual(await barriers(page, { rules: ["color-contrast"] }), []);
    await page.emulateMedia({ colorScheme: "light" });
    assert.deepEqual(await barriers(page), []);
    await picture(card.locator(".card").first(), "cards");
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it("take an emoji where one is asked for", async () => {
    await page.goto("/playground");
    await page.getByRole("textbox", { name: "The card as JSON" }).fill(JSON.stringify(read("cards/text-input.json")));
    await page.getByRole("button", { name: "Mood: choose an emoji" }).click();
    await page.getByRole("dialog", { name: "Emoji" }).getByRole("button", { name: "rocket" }).first().click();
    await page.getByRole("button", { name: "Mood: 🚀" }).waitFor();
  });

  it("show those of the first version in a message", async () => {
    const token = server.token("alice@example.com");
    const { spaces } = await server.call(token, "GET", "/v1/spaces");
    const space = spaces.find((one) => one.displayName === "Coffee corner").name;
    const { url } = server.admin("webhook", "create", "--space", space, "--name", "Builds");
    const body = JSON.stringify({ text: "the build", cards: [read("cards-v1/everything.json")] });
    const posted = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body });
    assert.equal(posted.status, 200, await posted.text());
    await page.goto("/");
    await open(page, "Coffee corner");
    const shown = message(page, "the build");
    await shown.getByText("Build 17").waitFor();
    await shown.getByText("Branch").waitFor();
    await shown.getByRole("button", { name: "star" }).waitFor();
    assert.deepEqual(await barriers(page), []);
    await picture(page, "cards-v1");
    assert.deepEqual(page.faults, []);
  });
});
