// What tests of panels share: a place to draw in, a server that answers, and a
// state to begin with.

import { render, type ComponentChild } from "preact";
import { act } from "preact/test-utils";
import { vi } from "vitest";
import type { Message, Space } from "./api/gen/types";
import { NOTHING, type SpaceEntry } from "./state/known";
import { go } from "./state/route";
import { known, me } from "./state/store";

export const ME = { name: "users/1", email: "alice@example.com", displayName: "Alice Andersen" };

/** Draws something with its effects, in a page of its own. */
export function draw(what: ComponentChild): HTMLElement {
  const place = document.createElement("div");
  document.body.replaceChildren(place);
  void act(() => render(what, place));
  return place;
}

export interface Asked {
  verb: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}

/** Stands for the server; answers what was asked. A path without an answer is not found. */
export function serve(answers: Record<string, (asked: Asked) => unknown>): Asked[] {
  const all: Asked[] = [];
  vi.stubGlobal("fetch", async (address: string, init: RequestInit = {}) => {
    const url = new URL(address, "http://confab.test");
    if (url.pathname === "/confab/v1/session:token") return Response.json({ accessToken: "token", user: ME });
    const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : null;
    const asked = { verb: init.method ?? "GET", path: url.pathname, query: url.searchParams, body };
    all.push(asked);
    const answer = answers[`${asked.verb} ${asked.path}`];
    if (answer) return Response.json(answer(asked));
    return Response.json({ error: { code: 404, status: "NOT_FOUND", message: `No ${asked.path} here.` } }, { status: 404 });
  });
  return all;
}

/** What is known of these spaces, and that nothing else is; the address is `/`. */
export function begin(...spaces: Space[]): void {
  me.value = ME;
  const entry = (space: Space): [string, SpaceEntry] => [space.name ?? "", { space, unread: 0, mentions: 0, readUntil: 0 }];
  known.value = { ...NOTHING, me: ME.name, people: new Map([[ME.name, ME]]), spaces: new Map(spaces.map(entry)) };
  go("/");
}

/** A message of the space A, said in this second by Bob. */
export function message(second: number, fields: Message = {}): Message {
  const id = `T${second}`;
  const time = `2026-11-20T10:${String(Math.floor(second / 60)).padStart(2, "0")}:${String(second % 60).padStart(2, "0")}Z`;
  return {
    name: `spaces/A/messages/${id}.${id}`,
    thread: { name: `spaces/A/threads/${id}` },
    createTime: time,
    sender: { name: "users/2", displayName: "Bob Baptiste", type: "HUMAN" },
    formattedText: `line ${second}`,
    ...fields,
  };
}
