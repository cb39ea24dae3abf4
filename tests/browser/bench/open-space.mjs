// From the click on a space to its newest messages on the screen.

import { atMost } from "./row.mjs";
import { quiet, repeat } from "./visit.mjs";

export async function openSpace(bench) {
  const times = await repeat(bench, bench.runs, async (page) => {
    await page.goto("/");
    const link = page.getByRole("link", { name: "Large" });
    await link.waitFor();
    await quiet(page);
    await page.evaluate(watch);
    await link.click();
    return (await page.waitForFunction(() => window.opened)).jsonValue();
  });
  return [atMost("opening the space", "ms", 150, times)];
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
