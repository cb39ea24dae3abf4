import "./custom-emoji.css";
import { customEmoji, emojiWords, pictureOf } from "../state/custom-emoji";

/** One of the organization's own emoji: its picture, or its name while there is none. */
export function CustomEmoji({ id }: { id: string }) {
  const url = pictureOf(customEmoji(id));
  const words = emojiWords(id);
  if (!url) return <span class="custom-emoji-words">{words}</span>;
  return <img class="custom-emoji" src={url} alt={words} title={words} loading="lazy" />;
}
