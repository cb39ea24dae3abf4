// The Markdown of `textSyntax: MARKDOWN`, as the same tree as card HTML.

import type { Element, Node, Tag } from "./html";

export function parseMarkdown(text: string): Node[] {
  const nodes: Node[] = [];
  const fences = text.split(/^```[^\n]*\n?/m);
  fences.forEach((part, index) => {
    if (index % 2 === 1) nodes.push({ tag: "pre", inner: [{ tag: "code", inner: [part.replace(/\n$/, "")] }] });
    else nodes.push(...blocks(part));
  });
  return nodes;
}

function blocks(text: string): Node[] {
  const nodes: Node[] = [];
  let list: Element = { tag: "b", inner: [] };
  let first = true;
  for (const line of text.replace(/\n$/, "").split("\n")) {
    const item = /^\s*(?:([-*+])|\d{1,3}[.)])\s+(.*)$/.exec(line);
    if (item) {
      const tag: Tag = item[1] ? "ul" : "ol";
      if (list.tag !== tag) {
        list = { tag, inner: [] };
        nodes.push(list);
      }
      list.inner.push({ tag: "li", inner: spans(item[2] ?? "") });
      first = true;
      continue;
    }
    list = { tag: "b", inner: [] };
    if (!first) nodes.push({ tag: "br", inner: [] });
    first = false;
    nodes.push(...spans(line));
  }
  return nodes;
}

const SPAN =
  /(`+)(.+?)\1|\*\*(?=\S)(.+?)(?<=\S)\*\*|__(?=\S)(.+?)(?<=\S)__|~~?(?=\S)(.+?)(?<=\S)~~?|\*(?=\S)([^*]+?)(?<=\S)\*|(?<![\p{L}\p{N}])_(?=\S)([^_]+?)(?<=\S)_(?![\p{L}\p{N}])|\[([^\]\n]+)\]\(([^\s()]+)\)/u;

function spans(text: string): Node[] {
  const nodes: Node[] = [];
  let rest = text;
  for (let match = SPAN.exec(rest); match; match = SPAN.exec(rest)) {
    if (match.index > 0) nodes.push(rest.slice(0, match.index));
    nodes.push(span(match));
    rest = rest.slice(match.index + match[0].length);
  }
  if (rest !== "") nodes.push(rest);
  return nodes;
}

function span(match: RegExpExecArray): Node {
  const [, , code, bold, bold2, strike, italic, italic2, label, url] = match;
  if (code !== undefined) return { tag: "code", inner: [code] };
  if (bold ?? bold2) return { tag: "b", inner: spans(bold ?? bold2 ?? "") };
  if (strike !== undefined) return { tag: "s", inner: spans(strike) };
  if (italic ?? italic2) return { tag: "i", inner: spans(italic ?? italic2 ?? "") };
  const safe = /^(https?|mailto|tel):/i.test(url ?? "");
  return { tag: "a", ...(safe && url ? { href: url } : {}), inner: [label ?? ""] };
}
