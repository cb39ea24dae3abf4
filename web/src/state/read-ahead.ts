// Conversations that one is likely to open next, read while nothing else is to
// be done, so that they are there at once. Live events keep them up to date.

import { effect } from "@preact/signals";
import { whenIdle } from "../ui/idle";
import type { SpaceEntry } from "./known";
import { openTimeline } from "./load";
import { route } from "./route";
import { known } from "./store";
import { micros } from "./time";

/** Conversations that are read ahead at a time. */
const AHEAD = 6;

/** From now on: at the start, and again whenever another conversation was opened. */
export function readAhead(): void {
  let turn = 0;
  effect(() => {
    if (route.value.view !== "home" && route.value.view !== "space") return;
    turn += 1;
    void read(turn, () => turn);
  });
}

async function read(turn: number, now: () => number): Promise<void> {
  for (let count = 0; count < AHEAD; count += 1) {
    await new Promise<void>((resolve) => whenIdle(resolve));
    // Somebody went on: what is likely is something else now.
    if (now() !== turn || document.visibilityState !== "visible") return;
    const { spaces, timelines } = known.peek();
    const next = likeliest([...spaces.values()], AHEAD).find((name) => !timelines.has(name));
    if (!next) return;
    try {
      await openTimeline(next);
    } catch {
      // Whoever opens it is told why it cannot be read.
      return;
    }
  }
}

/** Somebody seems to be about to open it; whether it can be read shows then. */
export function lookAhead(name: string): void {
  openTimeline(name).catch(() => {});
}

/** What is unread first, then where something happened last. */
export function likeliest(entries: readonly SpaceEntry[], count: number): string[] {
  const calls = (entry: SpaceEntry) => Math.min(entry.mentions, 1) * 2 + Math.min(entry.unread, 1);
  const active = (entry: SpaceEntry) => micros(entry.space.lastActiveTime ?? entry.space.createTime);
  const sorted = entries.toSorted((a, b) => calls(b) - calls(a) || active(b) - active(a));
  return sorted.slice(0, count).map((entry) => entry.space.name ?? "");
}
