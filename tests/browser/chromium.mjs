// Debian's Chromium with an empty profile for every person, and what the tests
// do again and again in it.

import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launch() {
  const executablePath = process.env.CONFAB_CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: FLAGS, headless: true });
}

/** A page of somebody who has signed in. Errors on it end up in `page.faults`. */
export async function signIn(browser, server, name, options = {}) {
  const context = await browser.newContext({
    baseURL: server.url,
    locale: "en-GB",
    timezoneId: "UTC",
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await overlay(context);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await slowDown(context, page);
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("console", (message) => {
    if (/Content Security Policy|TrustedHTML/.test(message.text())) page.faults.push(message.text());
  });
  await page.goto(options.path ?? "/");
  await page.waitForURL(/\/signin/);
  await page.locator("input[type=email], input[name=email]").fill(`${name}@example.com`);
  await page.locator("input[type=password]").fill("confab");
  await page.locator("button[type=submit], input[type=submit]").first().click();
  // Playwright does not see requests that follow a redirect.
  if (process.env.CONFAB_WEB_DIST) await page.waitForURL(/^(?!.*signin)/).then(() => page.reload());
  await page.getByRole("navigation", { name: "Conversations" }).waitFor();
  return page;
}

/**
 * While one works on the client: its files come from CONFAB_WEB_DIST instead of
 * those in the program, with the program's headers.
 */
async function overlay(context) {
  const dist = process.env.CONFAB_WEB_DIST;
  if (!dist) return;
  const view = /^\/($|room\/|dm\/|browse|playground|developer|admin)/;
  const types = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html" };
  await context.route("**/*", async (route) => {
    const { pathname } = new URL(route.request().url());
    const file = path.join(dist, view.test(pathname) ? "index.html" : pathname);
    if (!fs.existsSync(file) || fs.statSync(file).isDirectory()) return route.fallback();
    const page = await route.fetch({ url: new URL("/", route.request().url()).href }).catch(() => null);
    if (!page) return route.abort();
    const headers = { "content-security-policy": page.headers()["content-security-policy"] };
    return route.fulfill({ headers, contentType: types[path.extname(file)] ?? "text/plain", body: fs.readFileSync(file) });
  });
}

/** As on a slow machine, which is how races are found: CONFAB_SLOW=8 makes scripts run at an eighth of their speed. */
async function slowDown(context, page) {
  const rate = Number(process.env.CONFAB_SLOW ?? 1);
  if (rate <= 1) return;
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
}

/** The page as it is at the start: whatever a test before left open is gone. */
export async function home(page) {
  await page.goto("/");
  await page.getByRole("heading", { name: /^Hello/ }).waitFor();
  await page.getByRole("navigation", { name: "Conversations" }).getByRole("link").first().waitFor();
}

/** A conversation on a page of which nothing else is open. */
export async function fresh(page, name) {
  await home(page);
  await open(page, name);
}

/** Closes the dialog that is open, and waits until it is gone. */
export async function closeDialog(page) {
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

/** Opens a conversation by its name in the list. */
export async function open(page, name) {
  await page.getByRole("navigation", { name: "Conversations" }).getByRole("link", { name }).click();
  await page.getByRole("heading", { name, level: 1 }).waitFor();
}

/** The conversation's messages, not those of a thread beside it. */
export const messages = (page) => page.locator(".conversation").getByRole("log");

/** A message by its words. */
export const message = (page, text) => messages(page).getByRole("listitem").filter({ hasText: text });

/** Presses a button of a message's toolbar. */
export async function act(page, text, button) {
  const row = message(page, text).last();
  await row.hover();
  await row.getByRole("button", { name: button, exact: true }).click();
}

export async function send(page, text) {
  const field = page.locator(".conversation .write textarea");
  await field.fill(text);
  await field.press("Enter");
}

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What axe finds that keeps people out: serious and critical violations, in words. By all rules unless some are named; in the whole page, or in what a selector finds. */
export async function barriers(page, { rules, within = "html" } = {}) {
  // The page's policy keeps foreign scripts out of the page itself, not out of an isolated world.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(fs.readFileSync(AXE, "utf8"));
  const options = { resultTypes: ["violations"], ...(rules ? { runOnly: { type: "rule", values: rules } } : {}) };
  const found = await page.evaluate((chosen) => window.axe.run(...chosen), [within, options]);
  return found.violations
    .filter((one) => one.impact === "serious" || one.impact === "critical")
    .map((one) => `${one.id}: ${one.help}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

const SHOTS = fileURLToPath(new URL("../../docs/screenshots", import.meta.url));

/** Keeps a picture, of a page or a part of one, for the README when CONFAB_SCREENSHOTS is set. */
export async function picture(page, name) {
  const folder = process.env.CONFAB_SCREENSHOTS === "docs" ? SHOTS : process.env.CONFAB_SCREENSHOTS;
  if (!folder) return;
  fs.mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), animations: "disabled" });
}
