// From the click on a space to its newest messages on the screen: one that the
// client has read ahead while nothing happened, and one that it has not.

import { atMost } from "./row.mjs";
import { quiet, repeat } from "./visit.mjs";

export async function openSpace(bench) {
  const ahead = await repeat(bench, bench.runs, async (page) => {
    const asked = page.waitForResponse((response) => messagesOf(bench.space)(new URL(response.url())));
    await page.goto("/");
    await asked;
    return open(page);
  });
  const unprepared = await repeat(bench, bench.runs, async (page) => {
    // Reading ahead fails, and is forgotten: the click has to ask.
    await page.route(messagesOf(bench.space), (route) => route.abort());
    await page.goto("/");
    await page.getByRole("link", { name: "Large" }).waitFor();
    await quiet(page);
    await page.unrouteAll();
    return open(page);
  });
  return [atMost("opening the space", "ms", 150, ahead), atMost("opening the space, not read ahead", "ms", 150, unprepared)];
}

const messagesOf = (space) => (url) => url.pathname === `/v1/${space}/messages`;

async function open(page) {
  const link = page.getByRole("link", { name: "Large" });
  await link.waitFor();
  await quiet(page);
  await page.evaluate(watch);
  await link.click();
  return (await page.waitForFunction(() => window.opened)).jsonValue();
}

/** Runs in the page: from the pointer's press until the frame with the last message. */
function watch() {
  addEventListener("pointerdown", () => {
    const start = performance.now();
    const look = () => {
      const last = [...document.querySelectorAll(".conversation .message .markup")].at(-1);
      if (!last?.textContent.includes("the last line")) return requestAnimationFrame(look);
      requestAnimationFrame(() => (window.opened = performance.now() - start));
    };
    requestAnimationFrame(look);
  });
}
