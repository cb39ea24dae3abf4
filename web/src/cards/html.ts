// The small HTML of card texts as a tree, read by ourselves: nothing of it ever
// reaches the browser's HTML parser, and what is not on the list is dropped or
// shown as text.

export type Node = string | Element;

export interface Element {
  tag: Tag;
  /** For `a`. */
  href?: string;
  /** For `font`: `#RRGGBB`. */
  color?: string;
  inner: Node[];
}

const TAGS = ["b", "i", "u", "s", "font", "a", "br", "time", "code", "pre", "ul", "ol", "li"] as const;
export type Tag = (typeof TAGS)[number];

/** Other words for the same. */
const ALIASES: Record<string, Tag> = { strong: "b", em: "i", strike: "s", del: "s", ins: "u" };
const TAG_PATTERN = /<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:"[^"]*"|'[^']*'|[^'">])*)>|<!--[\s\S]*?-->/g;
/** Elements whose content is no text for people. */
const SILENT = new Set(["script", "style", "template", "iframe", "noscript", "svg", "math", "title", "textarea", "xmp"]);
const DEEPEST = 20;

export function parseHtml(text: string): Node[] {
  const root: Element = { tag: "b", inner: [] };
  const open: Element[] = [root];
  let silent: string | null = null;
  let from = 0;
  const add = (node: Node) => (open.at(-1) ?? root).inner.push(node);
  const say = (until: number) => {
    const words = text.slice(from, until);
    if (words !== "" && !silent) add(decode(words));
  };
  for (const match of text.matchAll(TAG_PATTERN)) {
    say(match.index);
    from = match.index + match[0].length;
    const name = (match[2] ?? "").toLowerCase();
    const closing = match[1] === "/";
    if (silent) {
      if (closing && name === silent) silent = null;
    } else if (SILENT.has(name)) {
      if (!closing && !match[0].endsWith("/>")) silent = name;
    } else step(name, closing, match[3] ?? "", open, add);
  }
  say(text.length);
  return root.inner;
}

function step(name: string, closing: boolean, attributes: string, open: Element[], add: (node: Node) => void) {
  const tag = ALIASES[name] ?? TAGS.find((known) => known === name);
  if (!tag) return;
  if (tag === "br") return add({ tag, inner: [] });
  if (closing) {
    const place = open.findLastIndex((element) => element.tag === tag);
    if (place > 0) open.length = place;
    return;
  }
  const element: Element = { tag, inner: [], ...read(tag, attributes) };
  add(element);
  if (open.length < DEEPEST) open.push(element);
}

function read(tag: Tag, attributes: string): Partial<Element> {
  if (tag === "a") {
    const href = decode(attribute(attributes, "href")).trim();
    return /^(https?|mailto|tel):/i.test(href) && !/[\u0000-\u001f]/.test(href) ? { href } : {};
  }
  if (tag === "font") {
    const color = attribute(attributes, "color").trim();
    return /^#[0-9a-f]{6}$/i.test(color) ? { color } : {};
  }
  return {};
}

function attribute(text: string, name: string): string {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*("([^"]*)"|'([^']*)'|[^\\s"'>]+)`, "i").exec(text);
  return match ? (match[2] ?? match[3] ?? match[1] ?? "") : "";
}

const ENTITIES: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  copy: "©",
  reg: "®",
  trade: "™",
  hellip: "…",
  mdash: "—",
  ndash: "–",
  bull: "•",
  middot: "·",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
  euro: "€",
  times: "×",
  rarr: "→",
  larr: "←",
};

export function decode(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi, (whole, name: string) => {
    if (!name.startsWith("#")) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0x1f && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : " ";
  });
}
