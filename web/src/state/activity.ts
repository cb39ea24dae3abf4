// Tells the server that somebody is there, so that others see it, and what they
// say about it themselves.

import { call } from "../api/client";
import { me } from "./store";

/** The server takes five minutes without news for idleness. */
const EVERY = 120_000;

export function watchActivity(): void {
  let told = Date.now();
  const act = () => {
    if (document.visibilityState !== "visible" || Date.now() - told < EVERY) return;
    told = Date.now();
    // The next move tells it again.
    call("ReportActivity", {}).catch(() => {});
  };
  for (const sign of ["pointermove", "keydown", "focus"]) addEventListener(sign, act, { passive: true });
}

const name = () => `${me.peek()?.name}/availability`;

export const beActive = () => call("MarkAsActive", { name: name() });
export const beAway = () => call("MarkAsAway", { name: name() });
/** For an hour. */
export const doNotDisturb = () => call("MarkAsDoNotDisturb", { name: name(), ttl: "3600s" });
