// What most tests begin with: a server, a browser, and people who have signed in.

import { after, before } from "node:test";
import { launch, signIn } from "./chromium.mjs";
import { startServer } from "./confab.mjs";

/** Answers an object that holds `server`, `browser` and a page by each name, once the tests run. */
export const stage = (...names) => stageWith([], ...names);

/** The same on a server with these flags. */
export function stageWith(flags, ...names) {
  const here = {};
  before(async () => {
    here.server = await startServer(...flags);
    here.browser = await launch();
    for (const name of names) here[name] = await signIn(here.browser, here.server, name);
  });
  after(async () => {
    await here.browser?.close();
    await here.server?.close();
  });
  return here;
}
