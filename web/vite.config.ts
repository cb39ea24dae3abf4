/// <reference types="vitest/config" />
import { defineConfig } from "vite";
import { emojiTable } from "./scripts/emoji-table.mjs";

// A server for `npm run dev`: CONFAB_URL says where it listens.
const confab = process.env.CONFAB_URL ?? "http://127.0.0.1:8080";
const served = ["/v1", "/confab", "/signin", "/signout", "/upload", "/resumable", "/o/", "/media"];

export default defineConfig({
  plugins: [emojiTable()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    // No data: URLs for scripts or styles, so that the policy needs none.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: Object.fromEntries(served.map((path) => [path, { target: confab }])) },
  // One page for all files: making one for each took most of the time.
  test: { environment: "happy-dom", isolate: false, include: ["src/**/*.test.ts", "src/**/*.test.tsx"] },
});
