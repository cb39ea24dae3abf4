// The first visit with an empty cache: bytes of script, and the time until the
// conversations are there and the page answers.

import { atMost } from "./row.mjs";
import { quiet, repeat } from "./visit.mjs";

export async function firstLoad(bench, slow) {
  const bytes = [];
  const run = async (page) => {
    const sizes = [];
    page.on("requestfinished", (request) => {
      if (request.resourceType() === "script") sizes.push(request.sizes().then((found) => found.responseBodySize));
    });
    await page.addInitScript(watch);
    await page.goto("/");
    const ready = await page.waitForFunction(() => window.interactive);
    await quiet(page);
    bytes.push((await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1000);
    return ready.jsonValue();
  };
  run.slow = slow;
  const times = await repeat(bench, bench.runs, run);
  if (slow > 1) return [atMost(`interactive, CPU at 1/${slow}`, "ms", 2_500, times)];
  return [atMost("script on first load, compressed", "kB", 250, bytes), atMost("interactive", "ms", 1_000, times)];
}

/** Runs in the page: when a conversation can be clicked and the thread is free. */
function watch() {
  const look = () => {
    if (!document.querySelector("a.space-row[href^='/room/']")) return requestAnimationFrame(look);
    // Whatever was queued before has run by then.
    requestAnimationFrame(() => setTimeout(() => (window.interactive = performance.now())));
  };
  look();
}
