// Frames while somebody scrolls up through the space with the wheel.

import { atLeast } from "./row.mjs";
import { quiet, visit } from "./visit.mjs";

const SECONDS = 5;
const ROUNDS = 3;

export async function scroll(bench) {
  const page = await visit(bench);
  await page.goto(`/room/${bench.space.split("/")[1]}`);
  await page.locator(".conversation .message").last().waitFor();
  await quiet(page);
  const control = await page.context().newCDPSession(page);
  const rates = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.evaluate(count, SECONDS * 1_000);
    await control.send("Input.synthesizeScrollGesture", {
      x: 700,
      y: 400,
      yDistance: 1_500 * SECONDS * 1.2,
      speed: 1_500,
      gestureSourceType: "mouse",
    });
    rates.push(await (await page.waitForFunction(() => window.frames_)).jsonValue());
  }
  await page.context().close();
  return [atLeast("scrolling", "frames/s", 55, rates)];
}

/** Runs in the page: frames in a second, from now on for a while. */
function count(length) {
  window.frames_ = 0;
  let frames = 0;
  let start;
  const frame = (now) => {
    start ??= now;
    frames += 1;
    if (now - start < length) requestAnimationFrame(frame);
    else window.frames_ = ((frames - 1) * 1_000) / (now - start);
  };
  requestAnimationFrame(frame);
}
