// Telling somebody who looks elsewhere: title, icon, desktop notifications.

import { effect, signal } from "@preact/signals";
import type { Message } from "../api/gen/types";
import { mentions, type Known } from "./known";
import { messagePath, spaceOf } from "./names";
import { levelOf, type Level } from "./levels";
import { go, route, routeTitle } from "./route";
import { chime, sound } from "./sound";
import { isDirect, personName, spaceTitle, summary, unreadTotals } from "./store";

const KEY = "confab.notifications";

/** Whether the person wants desktop notifications. */
export const wanted = signal(stored());

export async function askForNotifications(yes: boolean): Promise<void> {
  if (yes && "Notification" in window && Notification.permission === "default") {
    await Notification.requestPermission();
  }
  wanted.value = yes && "Notification" in window && Notification.permission === "granted";
  localStorage.setItem(KEY, wanted.value ? "on" : "off");
}

function stored(): boolean {
  try {
    return localStorage.getItem(KEY) === "on" && Notification.permission === "granted";
  } catch {
    return false;
  }
}

/** A message that came live; `before` is what was known without it. */
export async function notify(before: Known, message: Message): Promise<void> {
  if ((!wanted.peek() && !sound.peek()) || message.sender?.name === before.me || message.silent) return;
  if (before.presence.get(before.me) === "DO_NOT_DISTURB") return;
  const space = spaceOf(message.name);
  const entry = before.spaces.get(space);
  if (!entry || (document.hasFocus() && route.peek().space === space)) return;
  const level = await levelOf(space).catch((): Level => "FOR_YOU");
  if (!tells(level, message, before.me)) return;
  if (sound.peek()) chime();
  if (!wanted.peek()) return;
  const who = personName(message.sender?.name);
  const title = isDirect(entry.space) ? who : `${who} in ${spaceTitle(entry.space)}`;
  const shown = new Notification(title, { body: summary(message).slice(0, 200), tag: space, silent: true });
  shown.onclick = () => {
    window.focus();
    go(messagePath(message.name ?? ""));
    shown.close();
  };
}

/** Whether somebody with this level is told of a message. */
export function tells(level: Level, message: Message, me: string): boolean {
  if (level === "OFF") return false;
  if (level === "ALL") return true;
  return mentions(message, me) || (level === "MAIN_CONVERSATIONS" && !message.threadReply);
}

/** Keeps the title and the icon in step with what is unread. */
export function startTitle(): void {
  effect(() => {
    const { spaces, calls } = unreadTotals.value;
    const place = routeTitle.value;
    const count = calls > 0 ? `(${calls}) ` : spaces > 0 ? "• " : "";
    document.title = `${count}${place ? `${place} – ` : ""}Confab`;
    const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
    const wantedIcon = calls > 0 ? "/icon-calls.svg" : spaces > 0 ? "/icon-unread.svg" : "/icon.svg";
    if (icon && icon.getAttribute("href") !== wantedIcon) icon.setAttribute("href", wantedIcon);
  });
}
