// The organization's own emoji: read when they are first seen, kept from then on.

import { signal, type Signal } from "@preact/signals";
import { all, call } from "../api/client";
import type { CustomEmoji, Message } from "../api/gen/types";
import { lastPart } from "./names";

/** By what follows `customEmojis/`: an id, or `:name:`. `null`: there is none. */
const known = new Map<string, Signal<CustomEmoji | null>>();
/** Resource names by `:name:`, of those that can be said. */
const names = new Map<string, string>();
/** All of them, once they were needed. */
export const customEmojis = signal<CustomEmoji[]>([]);

/** Whether the rules in force take them in reactions. */
export const reactsWithCustomEmoji = signal(false);

/** How many the picker offers. */
const LIMIT = 1_000;

/** One emoji, as far as it is known by now. */
export function customEmoji(id: string): CustomEmoji | null {
  const found = known.get(id);
  if (found) return found.value;
  const fresh = signal<CustomEmoji | null>(null);
  known.set(id, fresh);
  call("GetCustomEmoji", { name: `customEmojis/${id}` }).then(keep, () => {
    // Deleted, or not for the person: its name is all that there is.
  });
  return fresh.value;
}

function keep(emoji: CustomEmoji) {
  names.set(emoji.emojiName ?? "", emoji.name ?? "");
  for (const id of [lastPart(emoji.name), emoji.emojiName ?? ""]) {
    const found = known.get(id);
    if (found) found.value = emoji;
    else known.set(id, signal(emoji));
  }
}

let loading: Promise<void> | null = null;

/** All of them, asked for once. */
export async function loadCustomEmojis(): Promise<CustomEmoji[]> {
  loading ??= read().catch(() => {
    // People of other organizations have none.
    loading = null;
  });
  await loading;
  return customEmojis.peek();
}

async function read(): Promise<void> {
  const list = await all(
    (pageToken) => call("ListCustomEmojis", { pageSize: 200, pageToken }),
    (page) => page.customEmojis,
    LIMIT,
  );
  list.forEach(keep);
  reactsWithCustomEmoji.value = (await call("GetServerInfo", {})).profile === "current";
  customEmojis.value = list;
}

/** Makes one of a picture. */
export async function createCustomEmoji(emojiName: string, file: File): Promise<void> {
  const payload = { filename: file.name, fileContent: await base64(file) };
  const made = await call("CreateCustomEmoji", { customEmoji: { emojiName, payload } });
  // The answer is without the picture's address.
  const emoji = await call("GetCustomEmoji", { name: made.name });
  keep(emoji);
  customEmojis.value = [...customEmojis.value, emoji];
}

export async function deleteCustomEmoji(emoji: CustomEmoji): Promise<void> {
  await call("DeleteCustomEmoji", { name: emoji.name });
  names.delete(emoji.emojiName ?? "");
  customEmojis.value = customEmojis.value.filter((one) => one.name !== emoji.name);
}

async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** The picture's address on this page's own origin. */
export function pictureOf(emoji: CustomEmoji | null): string | null {
  if (!emoji?.temporaryImageUri) return null;
  const { pathname } = new URL(emoji.temporaryImageUri, location.origin);
  return pathname.startsWith("/media/customEmojis/") ? pathname : null;
}

/** What people read of it: `:party:`. */
export function emojiWords(id: string): string {
  const name = known.get(id)?.value?.emojiName ?? id;
  return name.startsWith(":") ? name : `:${name}:`;
}

/** `:party:` as the API wants it, outside of code: `<customEmojis/…>`. */
export function encodeEmoji(text: string, known: ReadonlyMap<string, string> = names): string {
  if (known.size === 0) return text;
  const parts = text.split(/(```[\s\S]*?```|`[^`\n]*`)/);
  const encode = (part: string) => part.replace(/:[a-z0-9_-]+:/g, (name) => (known.has(name) ? `<${known.get(name)}>` : name));
  return parts.map((part, index) => (index % 2 === 0 ? encode(part) : part)).join("");
}

/** A message's text, in which the server writes the names of its emoji alone. */
export function textWithEmoji({ formattedText, text, annotations }: Message): string {
  const found = new Map<string, string>();
  for (const { customEmojiMetadata } of annotations ?? []) {
    const { name, emojiName } = customEmojiMetadata?.customEmoji ?? {};
    if (name && emojiName) found.set(emojiName, name);
  }
  return encodeEmoji(formattedText ?? text ?? "", found);
}
