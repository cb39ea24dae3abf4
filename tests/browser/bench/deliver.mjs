// From the commit of another person's message to the frame that shows it.

import { atMost } from "./row.mjs";
import { quiet, visit } from "./visit.mjs";

const MESSAGES = 50;

export async function deliver(bench) {
  const { server, space } = bench;
  const page = await visit(bench);
  await page.goto(`/room/${space.split("/")[1]}`);
  await page.locator(".conversation .message").last().waitFor();
  await quiet(page);
  await page.evaluate(watch);
  const bob = server.token("bob@example.com");
  const times = [];
  for (let index = 0; index < MESSAGES; index += 1) {
    const words = `delivery ${index} of ${MESSAGES}`;
    const made = await server.call(bob, "POST", `/v1/${space}/messages`, { text: words });
    // The server's time of the message lies just before its commit.
    const shown = await page.waitForFunction((text) => window.shown.get(text), words);
    times.push((await shown.jsonValue()) - Date.parse(made.createTime));
  }
  await page.context().close();
  return [atMost("a message of another person", "ms", 100, times)];
}

/** Runs in the page: when each text was in a frame that was drawn. */
function watch() {
  window.shown = new Map();
  const see = () => {
    for (const row of [...document.querySelectorAll(".conversation .message .markup")].slice(-3)) {
      const text = row.textContent;
      if (text.startsWith("delivery") && !window.shown.has(text)) {
        window.shown.set(text, undefined);
        requestAnimationFrame(() => setTimeout(() => window.shown.set(text, Date.now())));
      }
    }
  };
  new MutationObserver(see).observe(document.body, { childList: true, subtree: true });
}
