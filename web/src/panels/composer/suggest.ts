// What completes a word: people, commands of apps, emoji.

import { call, json } from "../../api/client";
import type { ConfabSpaceCommand, User } from "../../api/gen/types";
import type { RunCommand } from "../app/interact";
import { findEmoji } from "../emoji/table";
import { loadCustomEmojis } from "../../state/custom-emoji";
import { loadMembers } from "../../state/load";
import { lastPart } from "../../state/names";
import { known, person } from "../../state/store";
import type { Query } from "./text";

export interface Suggestion {
  key: string;
  /** What stands in the text then. */
  text: string;
  label: string;
  detail?: string;
  user?: User;
  /** The id of a custom emoji. */
  emoji?: string;
  /** For a mention: `users/…`. */
  mention?: { name: string; user: string };
}

const LIMIT = 8;

export async function suggestions(query: Query, space: string): Promise<Suggestion[]> {
  if (query.kind === "command") return commands(query.words, space);
  if (query.kind === "emoji") return emoji(query.words);
  return people(query.words, space);
}

async function emoji(words: string): Promise<Suggestion[]> {
  const own = (await loadCustomEmojis())
    .filter((one) => one.emojiName?.startsWith(`:${words.toLowerCase()}`))
    .map((one): Suggestion => ({ key: one.name ?? "", text: one.emojiName ?? "", label: one.emojiName ?? "", emoji: lastPart(one.name) }));
  const found = await findEmoji(words);
  const all = found.map(([unicode, label]): Suggestion => ({ key: unicode, text: unicode, label: `${unicode}  ${label}` }));
  return [...own.slice(0, LIMIT / 2), ...all].slice(0, LIMIT);
}

async function people(words: string, space: string): Promise<Suggestion[]> {
  if (!known.peek().members.has(space)) await loadMembers(space);
  const here = (known.peek().members.get(space) ?? [])
    .map((membership) => membership.member)
    .filter((user): user is User => Boolean(user?.name))
    .map((user) => ({ ...user, ...person(user.name) }));
  const found = here.filter((user) => fits(user, words)).map((user) => suggestion(user, ""));
  if (found.length < LIMIT && words.length > 1) {
    const names = new Set(here.map((user) => user.name));
    const others = (await searchPeople(words).catch(() => [])).filter((user) => !names.has(user.name));
    found.push(...others.map((user) => suggestion(user, "Not in this conversation")));
  }
  if ("all".startsWith(words.toLowerCase())) {
    found.push({ key: "all", text: "@all", label: "all", detail: "Everybody here", mention: { name: "all", user: "users/all" } });
  }
  return found.slice(0, LIMIT);
}

export async function searchPeople(query: string): Promise<User[]> {
  const answer = await json<{ people?: User[] }>("GET", `/confab/v1/people?pageSize=20&query=${encodeURIComponent(query)}`);
  return answer.people ?? [];
}

/** Whether every word begins a word of the name or the address. */
export function fits(user: User, words: string): boolean {
  const parts = `${user.displayName ?? ""} ${user.email ?? ""}`.toLowerCase().split(/[\s@.]+/);
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => parts.some((part) => part.startsWith(word)));
}

function suggestion(user: User, detail: string): Suggestion {
  const name = user.displayName || user.email || "";
  const note = detail || user.email || (user.type === "BOT" ? "App" : "");
  return {
    key: user.name ?? name,
    text: `@${name}`,
    label: name,
    ...(note ? { detail: note } : {}),
    user,
    mention: { name, user: user.name ?? "" },
  };
}

/** Commands of the apps in a space, asked for once a minute. */
export async function commandsOf(space: string): Promise<ConfabSpaceCommand[]> {
  const known = lists.get(space);
  if (known && known.until > Date.now()) return known.commands;
  const answer = await call("ListCommands", { parent: space });
  const commands = answer.commands ?? [];
  lists.set(space, { commands, until: Date.now() + 60_000 });
  return commands;
}

const lists = new Map<string, { commands: ConfabSpaceCommand[]; until: number }>();

async function commands(words: string, space: string): Promise<Suggestion[]> {
  return (await commandsOf(space))
    .filter((command) => command.type === "SLASH_COMMAND" && command.name?.toLowerCase().startsWith(`/${words.toLowerCase()}`))
    .slice(0, LIMIT)
    .map((command) => ({
      key: `${command.app?.name} ${command.commandId}`,
      text: command.name ?? "",
      label: command.name ?? "",
      detail: [command.description, command.app?.displayName].filter(Boolean).join(" · "),
      ...(command.app ? { user: command.app } : {}),
    }));
}

/** The command that a text calls, with what stands behind its name. */
export async function commandIn(text: string, space: string): Promise<RunCommand | null> {
  const match = /^(\/[\w-]+)(?:\s+([\s\S]*))?$/.exec(text);
  if (!match) return null;
  const found = (await commandsOf(space)).find((command) => command.type === "SLASH_COMMAND" && command.name === match[1]);
  if (!found?.app?.name || !found.commandId) return null;
  return { app: found.app.name, commandId: found.commandId, text: match[2] ?? "" };
}
