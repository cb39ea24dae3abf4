import { useEffect } from "preact/hooks";
import { useComputed } from "@preact/signals";
import type { Emoji, Message, Reaction } from "../../api/gen/types";
import { lastPart } from "../../state/names";
import { loadReactions } from "../../state/load";
import { known, me, personName } from "../../state/store";
import { CustomEmoji } from "../../ui/CustomEmoji";
import { sameEmoji, toggleReaction } from "./actions";

interface Shown {
  emoji: Emoji;
  count: number;
  mine: boolean;
  names: string[];
}

/** The reactions below a message: a press adds one's own or takes it back. */
export function Reactions({ message }: { message: Message }) {
  const name = message.name ?? "";
  const summaries = message.emojiReactionSummaries ?? [];
  const reactions = useComputed(() => known.value.reactions.get(name)).value;
  useEffect(() => {
    if (summaries.length > 0 && !reactions) void loadReactions(name).catch(() => {});
  }, [name, summaries.length > 0, reactions]);
  const shown = reactions ? counted(reactions, me.value?.name ?? "") : summaries.map(fromSummary);
  if (shown.length === 0) return null;
  return (
    <div class="reactions" role="group" aria-label="Reactions">
      {shown.map((one) => (
        <button
          key={label(one.emoji)}
          type="button"
          class="reaction"
          aria-pressed={one.mine}
          aria-label={`${label(one.emoji)} ${one.count}${one.names.length ? `, ${one.names.join(", ")}` : ""}`}
          title={one.names.join(", ")}
          onClick={() => void toggleReaction(name, one.emoji)}
        >
          <span class="reaction-emoji">
            {one.emoji.unicode ?? <CustomEmoji id={lastPart(one.emoji.customEmoji?.name) || label(one.emoji)} />}
          </span>
          <span>{one.count}</span>
        </button>
      ))}
    </div>
  );
}

type Summary = NonNullable<Message["emojiReactionSummaries"]>[number];

const label = (emoji: Emoji | undefined) => emoji?.unicode ?? emoji?.customEmoji?.emojiName ?? "";

function fromSummary(summary: Summary): Shown {
  return {
    emoji: summary.emoji ?? {},
    count: summary.reactionCount ?? 0,
    mine: false,
    names: [],
  };
}

/** Counted anew from who reacted; the first emoji stays first. */
export function counted(reactions: readonly Reaction[], user: string): Shown[] {
  const found: Shown[] = [];
  for (const reaction of reactions) {
    const emoji = reaction.emoji ?? {};
    const one = found.find((known) => sameEmoji(known.emoji, emoji)) ?? { emoji, count: 0, mine: false, names: [] };
    if (one.count === 0) found.push(one);
    one.count += 1;
    one.mine ||= reaction.user?.name === user;
    one.names.push(reaction.user?.name === user ? "you" : personName(reaction.user?.name));
  }
  return found;
}
