// The emoji of Unicode as `virtual:emoji`, cut down to what the picker shows
// and searches: [character, name, words, group].

import { createRequire } from "node:module";

const name = "virtual:emoji";

export function emojiTable() {
  return {
    name: "emoji-table",
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? `export default ${JSON.stringify(rows())}` : undefined),
  };
}

function rows() {
  const require = createRequire(import.meta.url);
  const all = require("emojibase-data/en/compact.json");
  const words = require("emojibase-data/en/shortcodes/github.json");
  return all
    .filter((emoji) => emoji.group !== undefined && emoji.group !== 2)
    .sort((a, b) => a.order - b.order)
    .map((emoji) => {
      const codes = [words[emoji.hexcode] ?? []].flat();
      const tags = new Set([...codes, ...(emoji.tags ?? [])]);
      return [shortest(emoji.unicode), emoji.label, [...tags].slice(0, 8).join(" "), emoji.group];
    });
}

/** Without the mark that asks for a picture where a picture is the default. */
function shortest(unicode) {
  return /^\p{Emoji_Presentation}\ufe0f$/u.test(unicode) ? unicode.slice(0, -1) : unicode;
}
