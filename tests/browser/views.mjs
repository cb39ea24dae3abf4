// Every page, panel and dialog of the client, and the way there: the list that
// the tests of accessibility walk. A new view belongs here; a test notices one
// whose dialog is missing.

import { open } from "./chromium.mjs";

const dialog = (page, name) => page.getByRole("dialog", { name }).waitFor();
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const conversation = (page) => open(page, "Confab tour");
const side = async (page, tab) => {
  await conversation(page);
  const panel = page.getByRole("complementary", { name: "Members and settings" });
  if (!(await panel.isVisible())) await press(page, "Members and settings");
  await panel.getByRole("tab", { name: tab }).click();
};
const toolbar = async (page) => {
  await conversation(page);
  const row = page.locator(".conversation .message").first();
  await row.hover();
  return row;
};
const picker = async (page) => {
  await conversation(page);
  await page.locator(".conversation .write").getByRole("button", { name: "Emoji", exact: true }).click();
};
const part = (page, nav, name) => page.getByRole("navigation", { name: nav }).locator("[aria-current=page]").filter({ hasText: name }).waitFor();

/**
 * `path`: where it begins, `/` unless given. `go`: what opens it from there.
 * `dialog`: the title of the dialog that it is, as the client's source has it.
 */
export const VIEWS = [
  { name: "home", go: (page) => page.getByRole("heading", { name: "Hello, Alice" }).waitFor() },
  { name: "conversation", go: toolbar },
  { name: "account menu", go: (page) => page.getByRole("button", { name: /Alice Andersen/ }).click() },
  {
    name: "thread",
    go: async (page) => {
      await conversation(page);
      await page.getByRole("link", { name: /2 replies/ }).click();
      await page.getByRole("complementary", { name: "Thread" }).getByText("stay together").waitFor();
    },
  },
  { name: "members", go: (page) => side(page, "Members") },
  { name: "settings", go: (page) => side(page, "Settings") },
  { name: "apps of a space", go: (page) => side(page, "Apps") },
  {
    name: "add people",
    dialog: "Add people",
    go: async (page) => {
      await side(page, "Members");
      await press(page, "Add");
      await page.getByRole("combobox", { name: "People and groups to add" }).fill("c");
      await page.getByRole("option").first().waitFor();
    },
  },
  {
    name: "actions on a member",
    go: async (page) => {
      await side(page, "Members");
      await press(page, "Actions for Bob Baptiste");
      await page.getByRole("menu").waitFor();
    },
  },
  {
    name: "delete the space",
    dialog: "Delete the space?",
    go: async (page) => {
      await side(page, "Settings");
      await press(page, "Delete the space");
      await dialog(page, "Delete the space?");
    },
  },
  {
    name: "add an app",
    dialog: "Add an app",
    go: async (page) => {
      await side(page, "Apps");
      await page.getByRole("button", { name: "Add", exact: true }).first().click();
      await dialog(page, "Add an app");
    },
  },
  {
    name: "new webhook",
    dialog: "New webhook",
    go: async (page) => {
      await side(page, "Apps");
      await page.locator("section").filter({ has: page.getByRole("heading", { name: "Webhooks" }) }).last().getByRole("button", { name: "Add" }).click();
      await dialog(page, "New webhook");
    },
  },
  {
    name: "emoji",
    go: async (page) => {
      await picker(page);
      // Some of them: axe takes seconds for thousands of buttons that are all alike.
      await page.getByRole("searchbox", { name: "Search emoji" }).fill("heart");
      await page.getByRole("region", { name: "Found" }).waitFor();
    },
  },
  {
    name: "custom emoji",
    dialog: "Custom emoji",
    go: async (page) => {
      await picker(page);
      await press(page, "Custom emoji…");
      await dialog(page, "Custom emoji");
    },
  },
  {
    name: "menu of a message",
    go: async (page) => {
      const row = await toolbar(page);
      await row.getByRole("button", { name: "More", exact: true }).click();
      await page.getByRole("menu").waitFor();
    },
  },
  {
    name: "editing, a quote and suggestions",
    go: async (page) => {
      const row = await toolbar(page);
      await row.getByRole("button", { name: "Quote", exact: true }).click();
      await row.hover();
      await row.getByRole("button", { name: "Edit", exact: true }).click();
      await page.locator(".conversation .write textarea").fill("");
      await page.locator(".conversation .write textarea").pressSequentially("Look, @b");
      await page.getByRole("option", { name: /Bob/ }).waitFor();
    },
  },
  {
    name: "switcher",
    dialog: "Go to",
    go: async (page) => {
      await page.keyboard.press("Control+k");
      await dialog(page, "Go to");
    },
  },
  {
    name: "shortcuts",
    dialog: "Keyboard shortcuts",
    go: async (page) => {
      await page.keyboard.press("Control+/");
      await dialog(page, "Keyboard shortcuts");
    },
  },
  {
    name: "new space",
    dialog: "New space",
    go: async (page) => {
      await press(page, "Create a space");
      await dialog(page, "New space");
    },
  },
  {
    name: "new message",
    dialog: "New message",
    go: async (page) => {
      await press(page, "Write to somebody");
      await dialog(page, "New message");
    },
  },
  { name: "browse", path: "/browse", go: (page) => page.getByRole("heading", { name: "Browse spaces" }).waitFor() },
  { name: "playground", path: "/playground", go: (page) => page.getByRole("button", { name: "Approve" }).waitFor() },
  { name: "nowhere", path: "/room/AAAA", go: (page) => page.getByRole("heading", { name: "This conversation is not here" }).waitFor() },
  { name: "developer", path: "/developer", go: (page) => part(page, "For developers", "Apps") },
  { name: "new app", path: "/developer/new", go: (page) => page.getByLabel("Name", { exact: true }).waitFor() },
  { name: "tokens", path: "/developer/tokens", go: (page) => part(page, "For developers", "Tokens") },
  {
    name: "new token",
    dialog: "New token",
    path: "/developer/tokens",
    go: async (page) => {
      await press(page, "New token");
      await dialog(page, "New token");
    },
  },
  {
    name: "a token",
    dialog: "Your new token",
    path: "/developer/tokens",
    go: async (page) => {
      await press(page, "New token");
      await page.getByLabel("What is it for?").fill("Views");
      await press(page, "Create");
      await dialog(page, "Your new token");
    },
  },
  {
    name: "revoke a token",
    dialog: "Revoke ",
    path: "/developer/tokens",
    go: async (page) => {
      await page.getByRole("button", { name: "Revoke Kept" }).click();
      await dialog(page, /^Revoke Kept/);
    },
  },
  { name: "an app", app: "", go: (page) => page.getByText("Project number", { exact: true }).last().waitFor() },
  {
    name: "delete a key",
    dialog: "Delete the key?",
    app: "",
    go: async (page) => {
      await page.getByRole("button", { name: /^Delete the key/ }).first().click();
      await dialog(page, "Delete the key?");
    },
  },
  { name: "deliveries", app: "/deliveries", go: (page) => page.getByRole("cell", { name: "ADDED_TO_SPACE" }).first().waitFor() },
  {
    name: "a delivery",
    app: "/deliveries",
    go: async (page) => {
      await page.getByRole("row").filter({ hasText: "ADDED_TO_SPACE" }).getByRole("link").first().click();
      await page.getByText('"type": "ADDED_TO_SPACE"').waitFor();
    },
  },
  { name: "people", path: "/admin", go: (page) => page.getByRole("row").filter({ hasText: "Bob Baptiste" }).waitFor() },
  {
    name: "new person",
    dialog: "New person",
    path: "/admin",
    go: async (page) => {
      await press(page, "New person");
      await dialog(page, "New person");
    },
  },
  {
    name: "disable somebody",
    dialog: "Disable ",
    path: "/admin",
    go: async (page) => {
      await press(page, "Actions on Dave Dimitrov");
      await page.getByRole("menuitem", { name: "Disable…" }).click();
      await dialog(page, /^Disable Dave/);
    },
  },
  { name: "groups", path: "/admin/groups", go: (page) => page.getByRole("cell", { name: "team@example.com" }).waitFor() },
  {
    name: "new group",
    dialog: "New group",
    path: "/admin/groups",
    go: async (page) => {
      await press(page, "New group");
      await dialog(page, "New group");
    },
  },
  {
    name: "members of a group",
    dialog: "Members of ",
    path: "/admin/groups",
    go: async (page) => {
      await page.getByRole("row").filter({ hasText: "team@example.com" }).getByRole("button").first().click();
      await dialog(page, /^Members of Team/);
    },
  },
  { name: "spaces", path: "/admin/spaces", go: (page) => page.getByRole("row").filter({ hasText: "Confab tour" }).waitFor() },
  {
    name: "delete a space of others",
    dialog: "Delete ",
    path: "/admin/spaces",
    go: async (page) => {
      await press(page, "Delete Confab tour");
      await dialog(page, "Delete Confab tour?");
    },
  },
  { name: "apps", path: "/admin/apps", go: (page) => page.getByRole("row").filter({ hasText: "Views" }).waitFor() },
  {
    name: "what an app may do",
    dialog: "What ",
    path: "/admin/apps",
    go: async (page) => {
      await page.getByRole("button", { name: "Change what Views may do" }).click();
      await dialog(page, "What Views may do");
    },
  },
  { name: "audit log", path: "/admin/audit", go: (page) => page.getByRole("cell", { name: "session.signIn" }).first().waitFor() },
];

/** Dialogs that tests of their own open, with axe: a file's and an app's. */
export const ELSEWHERE = ["name", 'header?.title || "From an app"', "title"];
