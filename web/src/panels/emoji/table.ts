// The emoji, loaded when they are first needed.

export type Emoji = [string, string, string, number];

let loading: Promise<Emoji[]> | null = null;

export function emojiTable(): Promise<Emoji[]> {
  loading ??= import("virtual:emoji").then((module) => module.default);
  return loading;
}

/** Emoji whose name or words begin so, the closest first. */
export async function findEmoji(words: string): Promise<Emoji[]> {
  const wanted = words.toLowerCase().replaceAll("_", " ").split(/\s+/).filter(Boolean);
  const found: [number, Emoji][] = [];
  for (const emoji of await emojiTable()) {
    const names = `${emoji[1]} ${emoji[2].replaceAll("_", " ")}`.toLowerCase();
    if (!wanted.every((word) => names.split(" ").some((part) => part.startsWith(word)))) continue;
    found.push([distance(emoji, words), emoji]);
  }
  return found.sort((a, b) => a[0] - b[0]).map(([, emoji]) => emoji);
}

/** What is called so comes first: an astronaut is also found by "rocket", but after the rocket. */
function distance([, name, tags]: Emoji, words: string): number {
  const [code, ...others] = tags.split(" ");
  if (name === words || code === words) return 0;
  if (others.includes(words)) return 1;
  return name.startsWith(words) ? 2 : 3;
}

const RECENT = "confab.emoji";
const COMMON = ["👍", "❤️", "😂", "🎉", "👀", "🙏", "✅", "🚀"];

/** The emoji that the person took last, then common ones. */
export function recentEmoji(): string[] {
  let recent: string[] = [];
  try {
    recent = JSON.parse(localStorage.getItem(RECENT) ?? "[]") as string[];
  } catch {
    // Then only the common ones.
  }
  return [...new Set([...recent, ...COMMON])].slice(0, 16);
}

export function rememberEmoji(unicode: string): void {
  localStorage.setItem(RECENT, JSON.stringify([unicode, ...recentEmoji().filter((one) => one !== unicode)].slice(0, 16)));
}
