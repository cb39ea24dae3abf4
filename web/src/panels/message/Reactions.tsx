import { useEffect } from "preact/hooks";
import { useComputed } from "@preact/signals";
import type { Message, Reaction } from "../../api/gen/types";
import { loadReactions } from "../../state/load";
import { me, personName, reactionsTo } from "../../state/store";
import { toggleReaction } from "./actions";

interface Shown {
  emoji: string;
  /** What to send; custom emoji cannot be chosen here yet. */
  unicode: string | undefined;
  count: number;
  mine: boolean;
  names: string[];
}

/** The reactions below a message: a press adds one's own or takes it back. */
export function Reactions({ message }: { message: Message }) {
  const name = message.name ?? "";
  const summaries = message.emojiReactionSummaries ?? [];
  const known = useComputed(() => reactionsTo(name).value).value;
  useEffect(() => {
    if (summaries.length > 0 && !known) void loadReactions(name).catch(() => {});
  }, [name, summaries.length > 0, known]);
  const shown = known ? counted(known, me.value?.name ?? "") : summaries.map(fromSummary);
  if (shown.length === 0) return null;
  return (
    <div class="reactions" role="group" aria-label="Reactions">
      {shown.map((one) => (
        <button
          key={one.emoji}
          type="button"
          class="reaction"
          aria-pressed={one.mine}
          aria-label={`${one.emoji} ${one.count}${one.names.length ? `, ${one.names.join(", ")}` : ""}`}
          title={one.names.join(", ")}
          disabled={!one.unicode}
          onClick={() => one.unicode && void toggleReaction(name, one.unicode)}
        >
          <span class="reaction-emoji">{one.emoji}</span>
          <span>{one.count}</span>
        </button>
      ))}
    </div>
  );
}

type Summary = NonNullable<Message["emojiReactionSummaries"]>[number];

const label = (emoji: Reaction["emoji"]) => emoji?.unicode ?? emoji?.customEmoji?.emojiName ?? "";

function fromSummary(summary: Summary): Shown {
  return {
    emoji: label(summary.emoji),
    unicode: summary.emoji?.unicode,
    count: summary.reactionCount ?? 0,
    mine: false,
    names: [],
  };
}

/** Counted anew from who reacted; the first emoji stays first. */
export function counted(reactions: readonly Reaction[], user: string): Shown[] {
  const found = new Map<string, Shown>();
  for (const reaction of reactions) {
    const emoji = label(reaction.emoji);
    const one = found.get(emoji) ?? { emoji, unicode: reaction.emoji?.unicode, count: 0, mine: false, names: [] };
    one.count += 1;
    one.mine ||= reaction.user?.name === user;
    one.names.push(reaction.user?.name === user ? "you" : personName(reaction.user?.name));
    found.set(emoji, one);
  }
  return [...found.values()];
}
