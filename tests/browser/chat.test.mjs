// Two people who chat in two browsers.

import assert from "node:assert/strict";
import { before, beforeEach, describe, it } from "node:test";
import { act, fresh, message, messages, open, send } from "./chromium.mjs";
import { stage } from "./stage.mjs";

describe("two people", () => {
  let server, alice, bob;
  const here = stage("alice", "bob");

  before(() => ({ server, alice, bob } = here));
  beforeEach(() => Promise.all([fresh(alice, "Launch planning"), fresh(bob, "Launch planning")]));

  it("see each other's messages as they come", async () => {
    await send(alice, "Shall we *start*?");
    await message(bob, "Shall we start?").waitFor();
    assert.equal(await message(bob, "Shall we start?").locator("strong").last().innerText(), "start");
    await send(bob, "Yes!");
    await message(alice, "Yes!").waitFor();
    assert.equal(await message(alice, "Shall we").count(), 1, "one's own message is there once");
  });

  it("react, and take it back", async () => {
    await act(bob, "Shall we start?", "React");
    await bob.getByRole("dialog", { name: "Emoji" }).getByRole("button", { name: "party popper" }).first().click();
    const reaction = message(alice, "Shall we start?").getByRole("button", { name: /^🎉 1/ });
    await reaction.waitFor();
    await reaction.click();
    const two = message(bob, "Shall we start?").getByRole("button", { name: /^🎉 2/ });
    await two.waitFor();
    await two.click();
    await message(alice, "Shall we start?").getByRole("button", { name: /^🎉 1/ }).waitFor();
  });

  it("answer in a thread", async () => {
    await act(bob, "Shall we start?", "Reply in thread");
    const thread = bob.getByRole("complementary", { name: "Thread" });
    await thread.getByRole("textbox", { name: "Reply" }).fill("In the thread");
    await thread.getByRole("textbox", { name: "Reply" }).press("Enter");
    await thread.getByText("In the thread").waitFor();
    const link = message(alice, "Shall we start?").getByRole("link", { name: /1 reply/ });
    await link.click();
    await alice.getByRole("complementary", { name: "Thread" }).getByText("In the thread").waitFor();
    await alice.getByRole("button", { name: "Close the thread" }).click();
    assert.equal(await messages(alice).getByText("In the thread").count(), 0, "replies stay in their thread");
  });

  it("edit the last message by the arrow key", async () => {
    await send(alice, "A mistke");
    await message(bob, "A mistke").waitFor();
    await alice.locator(".conversation .write textarea").press("ArrowUp");
    const field = alice.getByRole("textbox", { name: "Edit the message" });
    await field.fill("A mistake");
    await field.press("Enter");
    await message(bob, "A mistake").getByText("Edited").waitFor();
    await message(bob, "A mistke").waitFor({ state: "detached" });
  });

  it("delete", async () => {
    await act(alice, "A mistake", "More");
    await alice.getByRole("menuitem", { name: "Delete" }).click();
    await message(bob, "Alice Andersen deleted this message").waitFor();
    assert.equal(await message(bob, "A mistake").count(), 0);
  });

  it("quote", async () => {
    await act(alice, "Yes!", "Quote");
    await send(alice, "Good.");
    await message(bob, "Good.").getByRole("link", { name: /Bob Baptiste.*Yes!/ }).waitFor();
  });

  it("mention, which counts until it is read", async () => {
    await open(bob, "Coffee corner");
    const field = alice.locator(".conversation .write textarea");
    await field.pressSequentially("Look, @bob");
    await alice.getByRole("option", { name: /Bob Baptiste/ }).click();
    await field.press("Enter");
    const row = bob.getByRole("link", { name: /Launch planning 1 unread, 1 for you/ });
    await row.waitFor();
    await bob.waitForFunction(() => document.title.startsWith("(1)"));
    await row.click();
    await message(bob, "@Bob Baptiste").waitFor();
    await bob.getByRole("link", { name: "Launch planning", exact: true }).waitFor();
  });

  it("open a direct message, which the other one then has", async () => {
    await alice.keyboard.press("Control+k");
    await alice.getByRole("combobox", { name: "Go to a conversation or person" }).fill("bob");
    await alice.getByRole("option", { name: /Bob Baptiste/ }).first().click();
    await alice.getByRole("heading", { name: "Bob Baptiste", level: 1 }).waitFor();
    await send(alice, "Only for you");
    const row = bob.getByRole("navigation", { name: "Conversations" }).getByRole("link", { name: "Alice Andersen" });
    await row.getByText("1 unread").waitFor();
    await row.click();
    await message(bob, "Only for you").waitFor();
    await row.getByText("1 unread").waitFor({ state: "detached" });
  });

  it("find their way back by a link to a message", async () => {
    const token = server.token("alice@example.com");
    const space = (await server.call(token, "GET", "/v1/spaces")).spaces.find((one) => one.displayName === "Confab tour");
    const [first] = (await server.call(token, "GET", `/v1/${space.name}/messages?pageSize=1`)).messages;
    const [thread, id] = first.name.split("/").at(-1).split(".");
    await bob.goto(`/room/${space.name.split("/")[1]}/${thread}/${id}`);
    await message(bob, "Welcome to Confab").and(bob.locator(".marked")).waitFor();
  });

  it("leave nothing in the console that a policy refused", () => {
    assert.deepEqual([...alice.faults, ...bob.faults], []);
  });
});
