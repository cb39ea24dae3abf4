// Changes to what is being typed. Pure: text and selection in, text and
// selection out.

export interface Typed {
  text: string;
  from: number;
  to: number;
}

/** Puts a mark around the selection, or takes it away. */
export function wrap({ text, from, to }: Typed, mark: string, end = mark): Typed {
  const width = mark.length;
  const inside = text.slice(from, to);
  if (text.slice(Math.max(0, from - width), from) === mark && text.slice(to, to + end.length) === end) {
    return { text: text.slice(0, from - width) + inside + text.slice(to + end.length), from: from - width, to: to - width };
  }
  return { text: text.slice(0, from) + mark + inside + end + text.slice(to), from: from + width, to: to + width };
}

/** Puts a mark in front of every line that is selected, or takes it away. */
export function prefixLines({ text, from, to }: Typed, mark: string): Typed {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const next = text.indexOf("\n", to);
  const end = next < 0 ? text.length : next;
  const lines = text.slice(start, end).split("\n");
  const marked = lines.every((line) => line.startsWith(mark));
  const changed = lines.map((line) => (marked ? line.slice(mark.length) : mark + line)).join("\n");
  const moved = marked ? -mark.length : mark.length;
  return { text: text.slice(0, start) + changed + text.slice(end), from: Math.max(start, from + moved), to: start + changed.length - (end - to) };
}

export function insert({ text, from, to }: Typed, words: string): Typed {
  const at = from + words.length;
  return { text: text.slice(0, from) + words + text.slice(to), from: at, to: at };
}

export interface Query {
  kind: "mention" | "command" | "emoji";
  words: string;
  /** Where the sign stands. */
  at: number;
}

/** What the word before the cursor asks for: `@al`, `/rem` at the start, `:smi`. */
export function queryAt({ text, from, to }: Typed): Query | null {
  if (from !== to) return null;
  const before = text.slice(0, from);
  const command = /^\/([\w-]*)$/.exec(before);
  if (command) return { kind: "command", words: command[1] ?? "", at: 0 };
  const mention = /(?:^|[\s(])@([\p{L}\p{N}._-]*(?: [\p{L}\p{N}._-]*)?)$/u.exec(before);
  if (mention) return { kind: "mention", words: mention[1] ?? "", at: from - (mention[1] ?? "").length - 1 };
  const emoji = /(?:^|[\s(]):([\w+-]{2,})$/.exec(before);
  if (emoji) return { kind: "emoji", words: emoji[1] ?? "", at: from - (emoji[1] ?? "").length - 1 };
  return null;
}

/** Replaces the word that was asked about, and leaves a space after it. */
export function complete(typed: Typed, query: Query, words: string): Typed {
  return insert({ ...typed, from: query.at }, `${words} `);
}

/** `@Bob Baptiste` as the API wants it: `<users/1>`. The longest names first. */
export function encodeMentions(text: string, names: ReadonlyMap<string, string>): string {
  let result = text;
  for (const name of [...names.keys()].sort((a, b) => b.length - a.length)) {
    result = result.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}])@${escape(name)}(?![\\p{L}\\p{N}])`, "gu"), `<${names.get(name)}>`);
  }
  return result;
}

/** A message's text as it was typed, with the names that stand for users. */
export function decodeMentions(text: string, name: (user: string) => string): { text: string; names: Map<string, string> } {
  const names = new Map<string, string>();
  const shown = text.replace(/<(users\/[^\s<>|]+)>/g, (_, user: string) => {
    names.set(name(user), user);
    return `@${name(user)}`;
  });
  return { text: shown, names };
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
