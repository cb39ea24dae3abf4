// The organization's own emoji: made, said, reacted with, and deleted.

import assert from "node:assert/strict";
import zlib from "node:zlib";
import { before, beforeEach, describe, it } from "node:test";
import { act, closeDialog, fresh, message } from "./chromium.mjs";
import { stageWith } from "./stage.mjs";

/** A PNG of one color, 64 pixels a side. */
function png() {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(zlib.crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const head = Buffer.from([0, 0, 0, 64, 0, 0, 0, 64, 8, 0, 0, 0, 0]);
  const rows = zlib.deflateSync(Buffer.alloc(64 * 65));
  const magic = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([magic, chunk("IHDR", head), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))]);
}

describe("custom emoji", () => {
  let alice, bob;
  // Of the two profiles only today's has them in reactions.
  const here = stageWith(["--profile", "current"], "alice", "bob");

  before(() => ({ alice, bob } = here));
  beforeEach(() => Promise.all([fresh(alice, "Coffee corner"), fresh(bob, "Coffee corner")]));

  const manage = async () => {
    await alice.locator(".conversation .write").getByRole("button", { name: "Emoji", exact: true }).click();
    await alice.getByRole("button", { name: "Custom emoji…" }).click();
    return alice.getByRole("dialog", { name: "Custom emoji" });
  };
  const drawn = (place) => place.locator('img.custom-emoji[alt=":tea-time:"]').first();
  const isDrawn = async (place) => {
    await drawn(place).waitFor();
    await place.page().waitForFunction((one) => one.complete && one.naturalWidth === 64, await drawn(place).elementHandle());
  };

  it("are made from a picture, and refused in the server's words", async () => {
    const dialog = await manage();
    await dialog.getByLabel("Name").fill("Tea Time");
    await dialog.getByLabel("Picture").setInputFiles({ name: "tea.png", mimeType: "image/png", buffer: png() });
    await dialog.getByRole("button", { name: "Add" }).click();
    assert.match(await dialog.getByRole("alert").innerText(), /Invalid emoji name/);
    await dialog.getByLabel("Name").fill("tea-time");
    await dialog.getByRole("button", { name: "Add" }).click();
    await dialog.getByRole("listitem").filter({ hasText: ":tea-time:" }).waitFor();
    await closeDialog(alice);
  });

  it("are drawn in messages, by who takes them from the picker or types them", async () => {
    const field = alice.locator(".conversation .write textarea");
    await field.pressSequentially("Now :tea");
    await alice.getByRole("option", { name: ":tea-time:" }).click();
    await field.press("Enter");
    await isDrawn(message(bob, "Now").last());
    await alice.locator(".conversation .write").getByRole("button", { name: "Emoji", exact: true }).click();
    await alice.getByRole("region", { name: "Custom" }).getByRole("button", { name: ":tea-time:" }).click();
    await field.pressSequentially(" again");
    await field.press("Enter");
    await isDrawn(message(bob, "again").last());
    await isDrawn(message(alice, "again").last());
  });

  it("are reactions that others join", async () => {
    await act(bob, "again", "React");
    await bob.getByRole("dialog", { name: "Emoji" }).getByRole("button", { name: ":tea-time:" }).click();
    const chip = (page, count) => message(page, "again").getByRole("button", { name: new RegExp(`^:tea-time: ${count}`) });
    await isDrawn(chip(alice, 1));
    await chip(alice, 1).click();
    await chip(bob, 2).waitFor();
    await chip(bob, 2).click();
    await chip(alice, 1).waitFor();
  });

  it("leave their name behind when they are deleted", async () => {
    const dialog = await manage();
    await dialog.getByRole("button", { name: "Delete :tea-time:" }).click();
    await dialog.getByRole("listitem").waitFor({ state: "detached" });
    await closeDialog(alice);
    await alice.reload();
    await message(alice, "again").waitFor();
    assert.equal(await alice.locator(".conversation .message img.custom-emoji").count(), 0);
    assert.deepEqual([...alice.faults, ...bob.faults], []);
  });
});
