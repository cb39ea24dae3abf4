// The live stream: one connection, resumed where it broke off.

import type { ConfabPresence, SpaceEvent, SpaceReadState } from "./gen/types";
import { renew, session } from "./session";
import { EventParser, type ServerEvent } from "./sse";

/** One line of `GET /confab/v1/events`. */
export interface LiveEvent {
  space?: string;
  spaceEvent?: SpaceEvent;
  readState?: SpaceReadState;
  /** What apps did not do for oneself in the space is something else now. */
  appNoticesChanged?: object;
  presenceChanges?: { presences?: ConfabPresence[] };
}

export interface Listener {
  event(event: LiveEvent): void;
  /** The stream cannot be resumed: everything must be read anew. */
  reset(): void;
  connected(yes: boolean): void;
}

/** Silence that long means a dead connection, since the server sends heartbeats. */
const SILENCE = 45_000;
const LONGEST_WAIT = 15_000;

/** Listens for as long as the page lives. */
export function listen(listener: Listener): void {
  void run(listener);
}

async function run(listener: Listener) {
  let cursor = "";
  let failures = 0;
  for (;;) {
    try {
      await stream(cursor, listener, (event) => {
        failures = 0;
        if (event.id) cursor = event.id;
        deliver(event, listener);
      });
    } catch {
      // Whatever it was, the answer is to try again.
    }
    listener.connected(false);
    failures += 1;
    await pause(Math.min(LONGEST_WAIT, 200 * 2 ** failures) * (0.5 + Math.random() / 2));
  }
}

async function stream(cursor: string, listener: Listener, see: (event: ServerEvent) => void) {
  const abort = new AbortController();
  let watchdog = setTimeout(() => abort.abort(), SILENCE);
  try {
    const headers: Record<string, string> = { Authorization: `Bearer ${(await session()).accessToken}` };
    if (cursor) headers["Last-Event-ID"] = cursor;
    const response = await fetch("/confab/v1/events?presence=true", { headers, signal: abort.signal });
    if (response.status === 401) await renew();
    if (!response.ok || !response.body) throw new Error(`events: ${response.status}`);
    listener.connected(true);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const parser = new EventParser();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      clearTimeout(watchdog);
      watchdog = setTimeout(() => abort.abort(), SILENCE);
      parser.take(value).forEach(see);
    }
  } finally {
    clearTimeout(watchdog);
    abort.abort();
  }
}

function deliver(event: ServerEvent, listener: Listener) {
  if (event.type === "reset") listener.reset();
  else if (event.data) listener.event(JSON.parse(event.data) as LiveEvent);
}

/** Waits, but no longer than until the browser says that it is online again. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    addEventListener("online", done);
  });
}
