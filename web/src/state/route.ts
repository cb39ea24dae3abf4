// Which view the address asks for. Paths are those of Google's links:
// `/room/SPACE/THREAD/MESSAGE`, `/dm/SPACE`.

import { computed, signal } from "@preact/signals";
import { spaceEntry, spaceTitle } from "./store";

export interface Place {
  view: "home" | "space" | "browse" | "playground" | "developer" | "admin";
  /** `spaces/A`. */
  space?: string;
  /** `spaces/A/threads/B`. */
  thread?: string;
  /** `spaces/A/messages/B.C`. */
  message?: string;
  /** What follows the view's name. */
  rest: string[];
}

const address = signal(location.pathname);

addEventListener("popstate", () => {
  address.value = location.pathname;
});

export function parsePath(path: string): Place {
  const [head = "", ...rest] = path.split("/").filter(Boolean).map(decodeURIComponent);
  if ((head === "room" || head === "dm") && rest[0]) {
    const [id, thread, message] = rest;
    const space = `spaces/${id}`;
    return {
      view: "space",
      space,
      rest,
      ...(thread ? { thread: `${space}/threads/${thread}` } : {}),
      ...(thread && message ? { message: `${space}/messages/${thread}.${message}` } : {}),
    };
  }
  const views = ["browse", "playground", "developer", "admin"] as const;
  const view = views.find((name) => name === head);
  return { view: view ?? "home", rest };
}

export const route = computed(() => parsePath(address.value));

/** What stands in the window's title: the conversation's name. */
export const routeTitle = computed(() => {
  const { space } = route.value;
  return space ? spaceTitle(spaceEntry(space).value?.space) : "";
});

export function go(path: string, replace = false): void {
  if (path === location.pathname) {
    // The same link again: to the same message once more.
    address.value = "";
  } else if (replace) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  address.value = path;
}

/** Clicks on links of this client change the view without a load. */
export function followLinks(): void {
  addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = (event.target as Element | null)?.closest?.("a");
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (/^\/(signin|signout|account|o\/)/.test(link.pathname)) return;
    event.preventDefault();
    go(link.pathname);
  });
}
