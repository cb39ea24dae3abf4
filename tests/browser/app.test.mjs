// An app with a card, from which a dialog opens that asks for something.

import assert from "node:assert/strict";
import http from "node:http";
import { once } from "node:events";
import { after, before, describe, it } from "node:test";
import { act, barriers, launch, message, send, signIn } from "./chromium.mjs";
import { startServer } from "./confab.mjs";

const button = (text, action) => ({ buttonList: { buttons: [{ text, onClick: { action } }] } });
const CARD = {
  header: { title: "Leave" },
  sections: [{ widgets: [button("Ask for leave", { function: "ask", interaction: "OPEN_DIALOG" })] }],
};
const DIALOG = {
  header: { title: "Days of leave" },
  sections: [{ widgets: [{ textInput: { name: "days", label: "How many" } }, button("Send", { function: "book" })] }],
};

const MENU = { selectionInput: { name: "who", label: "Whose days", type: "MULTI_SELECT", externalDataSource: { function: "people" } } };
const HOME = {
  sections: [{ widgets: [{ textParagraph: { text: "Nobody is away." } }, MENU, button("Add somebody", { function: "add", interaction: "OPEN_DIALOG" })] }],
};

const COMMANDS = [
  { commandId: 1, name: "Who is away" },
  { commandId: 2, name: "Note this", messageAction: true },
];

/** What the app answers to what happens in its home. */
function atHome(chat, away) {
  const navigate = (navigation) => ({ renderActions: { action: { navigations: [navigation] } } });
  if (chat.type === "APP_HOME") {
    const text = away.length > 0 ? `${away.join(", ")} is away.` : "Nobody is away.";
    const [first, ...rest] = HOME.sections[0].widgets;
    return { action: { navigations: [{ pushCard: { sections: [{ widgets: [{ ...first, textParagraph: { text } }, ...rest] }] } }] } };
  }
  if (chat.dialogEventType === "REQUEST_DIALOG") return navigate({ updateCard: { ...DIALOG, header: { title: "Who is away" } } });
  return navigate({ endNavigation: { action: "CLOSE_DIALOG_AND_EXECUTE" } });
}

const away = [];
const told = [];

/** What the app answers to an event. */
function answer(event) {
  told.push(event);
  if (event.chat?.type) {
    if (event.chat.dialogEventType === "SUBMIT_DIALOG") away.push(event.commonEventObject.formInputs.days.stringInputs.value[0]);
    return atHome(event.chat, away);
  }
  if (event.type === "WIDGET_UPDATED") {
    const items = [{ text: "Ada Byron", value: event.common.parameters.autocomplete_widget_query }];
    return { actionResponse: { type: "UPDATE_WIDGET", updatedWidget: { suggestions: { items } } } };
  }
  const dialog = event.dialogEventType;
  if (event.type === "APP_COMMAND") return { text: event.message ? `Noted: ${event.message.text}` : "Everybody is here" };
  if (event.type === "MESSAGE") return { cardsV2: [{ cardId: "leave", card: CARD }] };
  if (dialog === "REQUEST_DIALOG") return { actionResponse: { type: "DIALOG", dialogAction: { dialog: { body: DIALOG } } } };
  if (dialog !== "SUBMIT_DIALOG") return {};
  const days = event.common?.formInputs?.days?.stringInputs?.value?.[0];
  if (!Number(days)) {
    const actionStatus = { statusCode: "INVALID_ARGUMENT", userFacingMessage: "That is no number." };
    return { actionResponse: { type: "DIALOG", dialogAction: { actionStatus } } };
  }
  return { actionResponse: { type: "NEW_MESSAGE" }, text: `Booked ${days} days` };
}

async function startApp() {
  const app = http.createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(JSON.stringify(answer(JSON.parse(body))));
  });
  app.listen(0, "127.0.0.1");
  await once(app, "listening");
  return { url: `http://127.0.0.1:${app.address().port}`, close: () => app.close() };
}

describe("an app", () => {
  let server, browser, page, app;

  before(async () => {
    app = await startApp();
    server = await startServer();
    browser = await launch();
    const token = server.token("alice@example.com");
    const fields = { displayName: "Leave", endpoint: app.url, events: "chat", audience: "project-number", home: true, commands: COMMANDS };
    const made = await server.call(token, "POST", "/confab/v1/apps", fields);
    const { space } = await server.call(token, "POST", `/confab/v1/${made.name}:install`, {});
    page = await signIn(browser, server, "alice");
    await page.goto(`/dm/${space.split("/")[1]}`);
    await page.getByRole("heading", { name: "Leave", level: 1 }).waitFor();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    app?.close();
  });

  it("answers with a card", async () => {
    await send(page, "hello");
    await page.getByRole("button", { name: "Ask for leave" }).waitFor();
    assert.deepEqual(await barriers(page), []);
  });

  it("opens a dialog, refuses what it cannot use, and takes the rest", async () => {
    await page.getByRole("button", { name: "Ask for leave" }).click();
    const dialog = page.getByRole("dialog", { name: "Days of leave" });
    await dialog.getByLabel("How many").fill("some");
    assert.deepEqual(await barriers(page), []);
    await dialog.getByRole("button", { name: "Send" }).click();
    await page.getByText("That is no number.").waitFor();
    await dialog.getByLabel("How many").fill("3");
    await dialog.getByRole("button", { name: "Send" }).click();
    await message(page, "Booked 3 days").waitFor();
    await dialog.waitFor({ state: "detached" });
  });

  it("is told the browser's language and time zone", () => {
    const { common } = told.findLast((event) => event.type === "CARD_CLICKED");
    assert.equal(common.userLocale, "en-GB");
    assert.deepEqual(common.timeZone, { id: "UTC", offset: 0 });
  });

  it("has commands in the menus of the field and of a message", async () => {
    await page.getByRole("button", { name: "Commands of apps" }).click();
    await page.getByRole("menuitem", { name: "Who is away" }).click();
    await message(page, "Everybody is here").waitFor();
    await act(page, "hello", "More");
    await page.getByRole("menuitem", { name: "Note this" }).click();
    await message(page, "Noted: hello").waitFor();
  });

  it("has a home, whose dialogs change it", async () => {
    await page.getByRole("button", { name: "Home", exact: true }).click();
    await page.getByText("Nobody is away.").waitFor();
    assert.deepEqual(await barriers(page), []);
    await page.getByRole("combobox", { name: "Whose days" }).fill("ada");
    await page.getByRole("option", { name: "Ada Byron" }).click();
    await page.getByRole("button", { name: "Remove Ada Byron" }).waitFor();
    await page.getByRole("button", { name: "Add somebody" }).click();
    const dialog = page.getByRole("dialog", { name: "Who is away" });
    await dialog.getByLabel("How many").fill("Dave");
    await dialog.getByRole("button", { name: "Send" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText("Dave is away.").waitFor();
    await page.getByRole("button", { name: "Home", exact: true }).click();
    await message(page, "Booked 3 days").waitFor();
    assert.deepEqual(page.faults, []);
  });
});
