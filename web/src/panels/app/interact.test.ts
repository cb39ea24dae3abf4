import { beforeEach, expect, it } from "vitest";
import { begin, serve, type Asked } from "../../testing";
import { clickCard, clickDialog, clickHome, dialog, homes } from "./interact";

const CLICK = { function: "go", parameters: {}, formInputs: {}, opensDialog: false };
const QUERY = { ...CLICK, parameters: { autocomplete_widget_query: "ad" } };
const CARD = { sections: [{ header: "Page" }] };
const MESSAGE = "spaces/A/messages/T1.T1";

/** What the server answers to a click, and what it was asked. */
const answering = (answer: (asked: Asked) => unknown) =>
  serve({ [`POST /confab/v1/${MESSAGE}:click`]: answer, "POST /confab/v1/spaces/A:submitAppHome": answer });

beforeEach(() => {
  begin();
  dialog.value = null;
});

it("a click opens a dialog, whose clicks submit it and close it", async () => {
  const asked = answering(({ body }) => ((body as { submitDialog?: boolean }).submitDialog ? { actionStatus: { statusCode: "OK" } } : { dialog: { body: CARD } }));
  await clickCard(MESSAGE, CLICK);
  const open = dialog.value;
  expect(open?.card).toEqual(CARD);
  if (open) await clickDialog(open, CLICK);
  expect(asked[1]?.body).toMatchObject({ submitDialog: true });
  expect(dialog.value).toBeNull();
});

it("a menu's suggestions go to the menu, and leave everything as it is", async () => {
  answering(({ body }) => ("parameters" in (body as object) ? { suggestions: [{ text: "Ada" }] } : { dialog: { body: CARD } }));
  expect(await clickCard(MESSAGE, QUERY)).toEqual([{ text: "Ada" }]);
  expect(await clickHome("spaces/A", QUERY)).toEqual([{ text: "Ada" }]);
  expect(dialog.value).toBeNull();
});

it("a click in a home changes the home", async () => {
  answering(() => ({ home: CARD }));
  await clickHome("spaces/A", CLICK);
  expect(homes.value.get("spaces/A")).toEqual(CARD);
});
