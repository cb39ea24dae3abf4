// What the buttons of a message do.

import { call } from "../../api/client";
import { sentence } from "../../api/error";
import type { Emoji, Message } from "../../api/gen/types";
import { apply } from "../../state/known";
import { messagePath } from "../../state/names";
import { loadReactions } from "../../state/load";
import { change, known, me } from "../../state/store";
import { toast } from "../../ui/toast";

/** Runs something and says so if it fails. */
export async function attempt(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (error) {
    toast(sentence(error));
    return false;
  }
}

export async function editMessage(message: Message, text: string): Promise<void> {
  const shown = { ...message, formattedText: text, text };
  change((state) => apply(state, { spaceEvent: { messageUpdatedEventData: { message: shown } } }));
  const done = await attempt(async () => {
    const saved = await call("UpdateMessage", { message: { name: message.name, text }, updateMask: "text" });
    change((state) => apply(state, { spaceEvent: { messageUpdatedEventData: { message: saved } } }));
  });
  if (!done) change((state) => apply(state, { spaceEvent: { messageUpdatedEventData: { message } } }));
}

export async function deleteMessage(message: Message): Promise<void> {
  await attempt(async () => {
    await call("DeleteMessage", { name: message.name, force: true });
    const gone: Message = { name: message.name, deleteTime: new Date().toISOString(), deletionMetadata: { deletionType: "CREATOR" } };
    change((state) => apply(state, { spaceEvent: { messageDeletedEventData: { message: gone } } }));
  });
}

/** Whether two reactions are with the same emoji. */
export function sameEmoji(one: Emoji | undefined, other: Emoji | undefined): boolean {
  if (one?.customEmoji || other?.customEmoji) return one?.customEmoji?.uid === other?.customEmoji?.uid;
  return one?.unicode === other?.unicode;
}

/** Adds one's reaction with this emoji, or takes it back. */
export async function toggleReaction(message: string, emoji: Emoji): Promise<void> {
  await attempt(async () => {
    await loadReactions(message);
    const mine = known
      .peek()
      .reactions.get(message)
      ?.find((reaction) => sameEmoji(reaction.emoji, emoji) && reaction.user?.name === me.peek()?.name);
    if (mine) {
      await call("DeleteReaction", { name: mine.name });
      change((state) => apply(state, { spaceEvent: { reactionDeletedEventData: { reaction: mine } } }));
    } else {
      const { customEmoji } = emoji;
      const chosen = customEmoji ? { customEmoji: { uid: customEmoji.uid } } : emoji;
      const reaction = await call("CreateReaction", { parent: message, reaction: { emoji: chosen } });
      change((state) => apply(state, { spaceEvent: { reactionCreatedEventData: { reaction } } }));
    }
  });
}

export async function copyLink(message: Message): Promise<void> {
  const link = location.origin + messagePath(message.name ?? "");
  if (await attempt(() => navigator.clipboard.writeText(link))) toast("The link is on the clipboard.");
}
