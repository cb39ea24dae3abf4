// `cargo xtask bench web`: what the web client costs, in Debian's Chromium
// against a release server of its own. Prints a table, or JSON.
//
// node bench.mjs [--messages N] [--runs N] [--json]

import { parseArgs } from "node:util";
import { launch, signIn } from "./chromium.mjs";
import { startServer } from "./confab.mjs";
import { fill } from "./bench/fill.mjs";
import { deliver } from "./bench/deliver.mjs";
import { firstLoad } from "./bench/first-load.mjs";
import { openSpace } from "./bench/open-space.mjs";
import { scroll } from "./bench/scroll.mjs";

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "100000" },
    runs: { type: "string", default: "9" },
    json: { type: "boolean", default: false },
  },
});
const [messages, runs] = [Number(values.messages), Number(values.runs)];

const server = await startServer();
const browser = await launch();
try {
  const say = (what) => process.stderr.write(`${what} …\n`);
  say(`writing ${messages} messages`);
  const space = await fill(server, messages);
  const page = await signIn(browser, server, "alice");
  const session = await page.context().storageState();
  await page.context().close();
  const bench = { server, browser, session, space, runs };
  const rows = [];
  for (const [name, measure] of Object.entries({
    "first load": () => firstLoad(bench, 1),
    "first load, CPU at a quarter": () => firstLoad(bench, 4),
    "opening the space": () => openSpace(bench),
    "messages of others": () => deliver(bench),
    scrolling: () => scroll(bench),
  })) {
    say(name);
    rows.push(...(await measure()));
  }
  if (values.json) console.log(JSON.stringify({ messages, runs, rows }, null, 2));
  else print(rows);
} finally {
  await browser.close();
  await server.close();
}

function print(rows) {
  const cells = rows.map((row) => [row.name, `${row.median}`, `${row.worst}`, row.unit, row.limit, row.good ? "yes" : "NO"]);
  const table = [["what", "median", "worst", "unit", "limit", "held"], ...cells];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table) console.log(row.map((cell, column) => cell.padEnd(widths[column])).join("  "));
}
