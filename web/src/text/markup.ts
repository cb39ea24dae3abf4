// Chat's markup as a tree. The rules are those of the server's
// `domain::text::markup`; whatever is not well formed is plain text.

export type Style = "bold" | "italic" | "strike";

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "style"; style: Style; inner: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "link"; url: string; label: string }
  | { kind: "mention"; user: string }
  | { kind: "emoji"; name: string };

export type Block =
  | { kind: "lines"; lines: Inline[][] }
  | { kind: "list"; items: { depth: number; content: Inline[] }[] }
  | { kind: "quote"; lines: Inline[][] }
  | { kind: "fence"; code: string };

const STYLES: Record<string, Style> = { "*": "bold", _: "italic", "~": "strike" };

export function parse(text: string): Block[] {
  const blocks: Block[] = [];
  for (const part of fences(text)) {
    if (part.code !== undefined) blocks.push({ kind: "fence", code: part.code });
    else part.text.split("\n").forEach((line) => addLine(blocks, line));
  }
  return blocks;
}

interface Part {
  text: string;
  code?: string;
}

function fences(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(/```([\s\S]*?)```/g)) {
    const code = match[1] ?? "";
    if (code.trim() === "") continue;
    const before = text.slice(from, match.index).replace(/\n$/, "");
    if (before !== "") parts.push({ text: before });
    parts.push({ text: "", code: code.replace(/^\n/, "").replace(/\n$/, "") });
    from = match.index + match[0].length;
  }
  const rest = from > 0 ? text.slice(from).replace(/^\n/, "") : text;
  if (rest !== "" || parts.length === 0) parts.push({ text: rest });
  return parts;
}

function addLine(blocks: Block[], line: string) {
  const last = blocks.at(-1);
  const bullet = /^([ \t]*)[*-] (.*)$/.exec(line);
  if (bullet) {
    const depth = Math.min(4, Math.floor((bullet[1]?.length ?? 0) / 2));
    const item = { depth, content: inline(bullet[2] ?? "") };
    if (last?.kind === "list") last.items.push(item);
    else blocks.push({ kind: "list", items: [item] });
    return;
  }
  const quote = /^[ \t]*> ?(.*)$/.exec(line);
  const content = inline(quote ? (quote[1] ?? "") : line);
  const kind = quote ? "quote" : "lines";
  if (last?.kind === kind) last.lines.push(content);
  else blocks.push({ kind, lines: [content] });
}

/** One line's marks, links and mentions. */
export function inline(line: string): Inline[] {
  return new Line(line).read();
}

interface Open {
  style: Style | null;
  symbol: string;
  inner: Inline[];
}

class Line {
  private at = 0;
  private open: Open[] = [{ style: null, symbol: "", inner: [] }];

  constructor(private readonly text: string) {}

  read(): Inline[] {
    while (this.at < this.text.length) {
      if (!this.special()) this.plain(this.text[this.at++] ?? "");
    }
    while (this.open.length > 1) this.giveUp();
    return this.open[0]?.inner ?? [];
  }

  private special(): boolean {
    const letter = this.text[this.at] ?? "";
    if (letter in STYLES) return this.mark(letter);
    if (letter === "`") return this.match(/`([^`\n]*[^`\s][^`\n]*)`/y, (m) => ({ kind: "code", text: m[1] ?? "" }));
    if (letter === "<") return this.angle();
    if (letter === "h" || letter === "H") return this.url();
    return false;
  }

  private angle(): boolean {
    return (
      this.match(/<(users\/[^\s<>|]+)>/y, (m) => ({ kind: "mention", user: m[1] ?? "" })) ||
      this.match(/<customEmojis\/([^\s<>|]+)>/y, (m) => ({ kind: "emoji", name: m[1] ?? "" })) ||
      this.match(/<([a-z][a-z0-9+.-]*:[^\s<>|]+)(?:\|([^<>\n]*))?>/iy, (m) => {
        const url = m[1] ?? "";
        return safeUrl(url) ? { kind: "link", url, label: m[2] || url } : { kind: "text", text: m[2] || url };
      })
    );
  }

  private url(): boolean {
    if (/[\p{L}\p{N}_]/u.test(this.text[this.at - 1] ?? "")) return false;
    return this.match(/https?:\/\/[^\s<>"`]*[^\s<>"`.,:;!?'*_~)\]}]\/?/iy, (m) => {
      const url = balanced(m[0], this.text.slice(this.at + m[0].length));
      return { kind: "link", url, label: url };
    });
  }

  private match(pattern: RegExp, make: (match: RegExpExecArray) => Inline): boolean {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match) return false;
    const piece = make(match);
    this.push(piece);
    this.at += piece.kind === "link" && piece.url.startsWith(match[0]) ? piece.url.length : match[0].length;
    return true;
  }

  /** A mark opens where a word begins and closes where one ends. */
  private mark(symbol: string): boolean {
    const style = STYLES[symbol] as Style;
    const before = this.text[this.at - 1] ?? "";
    const after = this.text[this.at + 1] ?? "";
    if (before === symbol || after === symbol) return false;
    const outside = (other: string) => !/[\p{L}\p{N}]/u.test(other);
    const inside = (other: string) => other !== "" && !/\s/.test(other);
    const place = this.open.findIndex((open) => open.style === style);
    if (place > 0) {
      if (!inside(before) || !outside(after)) return false;
      while (this.open.length > place + 1) this.giveUp();
      const closed = this.open.pop();
      this.push({ kind: "style", style, inner: closed?.inner ?? [] });
    } else {
      if (!outside(before) || !inside(after)) return false;
      this.open.push({ style, symbol, inner: [] });
    }
    this.at += 1;
    return true;
  }

  /** What was opened and never closed is text. */
  private giveUp() {
    const open = this.open.pop();
    if (!open) return;
    this.plain(open.symbol);
    open.inner.forEach((piece) => (piece.kind === "text" ? this.plain(piece.text) : this.push(piece)));
  }

  private push(piece: Inline) {
    this.open.at(-1)?.inner.push(piece);
  }

  private plain(text: string) {
    const inner = this.open.at(-1)?.inner;
    const last = inner?.at(-1);
    if (last?.kind === "text") last.text += text;
    else inner?.push({ kind: "text", text });
  }
}

/** `(see https://x/a_(b))`: a closing bracket that was opened in the address is part of it. */
function balanced(url: string, rest: string): string {
  const opened = (url.match(/\(/g) ?? []).length - (url.match(/\)/g) ?? []).length;
  return opened > 0 && rest.startsWith(")".repeat(opened)) ? url + ")".repeat(opened) : url;
}

/** Addresses that a click may open. */
export function safeUrl(url: string): boolean {
  return /^(https?|mailto|tel):/i.test(url.trim()) && !/[\u0000-\u001f]/.test(url);
}

/** One line without marks, for lists and notifications. */
export function plainText(text: string, name: (user: string) => string, emoji = (id: string) => `:${id}:`): string {
  const words = (pieces: Inline[]): string =>
    pieces
      .map((piece) => {
        if (piece.kind === "style") return words(piece.inner);
        if (piece.kind === "mention") return `@${name(piece.user)}`;
        if (piece.kind === "link") return piece.label;
        return piece.kind === "emoji" ? emoji(piece.name) : piece.text;
      })
      .join("");
  const lines = parse(text).map((block) => {
    if (block.kind === "fence") return block.code;
    if (block.kind === "list") return block.items.map((item) => `• ${words(item.content)}`).join(" ");
    return block.lines.map(words).join(" ");
  });
  return lines.join(" ").replace(/\s+/g, " ").trim();
}
