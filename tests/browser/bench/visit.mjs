// Pages of somebody who is signed in, with an empty cache or a filled one.

/** A page in a context of its own: nothing is in its cache. */
export async function visit({ browser, server, session }, slow = 1) {
  const context = await browser.newContext({
    baseURL: server.url,
    storageState: session,
    locale: "en-GB",
    viewport: { width: 1280, height: 800 },
  });
  const page = await context.newPage();
  page.asked = Date.now();
  page.on("request", () => (page.asked = Date.now()));
  page.setDefaultTimeout(60_000);
  if (slow > 1) {
    const control = await context.newCDPSession(page);
    await control.send("Emulation.setCPUThrottlingRate", { rate: slow });
  }
  return page;
}

/** Repeats something with a page of its own each time. */
export async function repeat(bench, count, run) {
  const results = [];
  for (let index = 0; index < count; index += 1) {
    const page = await visit(bench, run.slow);
    results.push(await run(page, index));
    await page.context().close();
  }
  return results;
}

/** Waits until nothing has been asked for a while; live events stay open for good. */
export async function quiet(page) {
  while (Date.now() - page.asked < 500) await new Promise((resolve) => setTimeout(resolve, 100));
}
