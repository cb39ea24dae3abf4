// A file on its way: chosen, sent, seen by the other one, downloaded.

import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, beforeEach, describe, it } from "node:test";
import { barriers, fresh, launch, message, send, signIn } from "./chromium.mjs";
import { startServer } from "./confab.mjs";

const WORDS = "Bread, butter, five kilograms of tomatoes\n".repeat(500);
/** One red dot. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "base64",
);

describe("files", () => {
  let server, browser, alice, bob;

  before(async () => {
    server = await startServer();
    browser = await launch();
    alice = await signIn(browser, server, "alice");
    bob = await signIn(browser, server, "bob");
  });
  beforeEach(() => Promise.all([fresh(alice, "Launch planning"), fresh(bob, "Launch planning")]));
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const attach = async (file) => {
    await alice.locator(".conversation input[type=file]").setInputFiles(file);
    await alice.locator(".conversation .write").getByText(file.name).waitFor();
  };
  /** Sent once the upload is done; until then the field keeps its text. */
  const sendWith = async (text) => {
    await send(alice, text);
    const field = alice.locator(".conversation .write textarea");
    for (let tries = 0; tries < 100 && (await field.inputValue()) !== ""; tries += 1) await field.press("Enter", { delay: 50 });
  };

  it("arrive as they were sent", async () => {
    await attach({ name: "shopping list.txt", mimeType: "text/plain", buffer: Buffer.from(WORDS) });
    await sendWith("for Saturday");
    const card = message(bob, "for Saturday").getByRole("button", { name: "Download shopping list.txt" });
    await card.waitFor();
    assert.deepEqual(await barriers(bob), []);
    const [file] = await Promise.all([bob.waitForEvent("download"), card.click()]);
    assert.equal(file.suggestedFilename(), "shopping list.txt");
    assert.equal(fs.readFileSync(await file.path(), "utf8"), WORDS);
  });

  it("are shown when they are pictures", async () => {
    await attach({ name: "dot.png", mimeType: "image/png", buffer: PNG });
    await sendWith("how red");
    const picture = message(bob, "how red").getByRole("img", { name: "dot.png" });
    await picture.waitFor();
    await bob.waitForFunction(() => document.querySelector("img.picture")?.naturalWidth > 0);
    await message(bob, "how red").getByRole("button", { name: "Enlarge dot.png" }).click();
    const dialog = bob.getByRole("dialog", { name: "dot.png" });
    const [file] = await Promise.all([bob.waitForEvent("download"), dialog.getByRole("button", { name: "Download" }).click()]);
    assert.deepEqual(fs.readFileSync(await file.path()), PNG);
    assert.deepEqual([...alice.faults, ...bob.faults], []);
  });
});
