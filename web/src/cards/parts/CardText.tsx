import type { ComponentChildren } from "preact";
import { parseHtml, type Element, type Node } from "../html";
import { parseMarkdown } from "../markdown";

interface Props {
  text: string | undefined;
  syntax?: "HTML" | "MARKDOWN" | string | undefined;
}

/** A card's text as elements. */
export function CardText({ text = "", syntax }: Props) {
  const nodes = syntax === "MARKDOWN" ? parseMarkdown(text) : parseHtml(text);
  return <>{nodes.map(show)}</>;
}

function show(node: Node): ComponentChildren {
  if (typeof node === "string") return lines(node);
  return element(node, node.inner.map(show));
}

/** Line ends break lines. */
function lines(text: string): ComponentChildren {
  return text.split("\n").map((line, index) => (index > 0 ? [<br />, line] : line));
}

function element(node: Element, inner: ComponentChildren): ComponentChildren {
  switch (node.tag) {
    case "a":
      return node.href ? (
        <a href={node.href} target="_blank" rel="noopener noreferrer nofollow">
          {inner}
        </a>
      ) : (
        <>{inner}</>
      );
    case "font":
      return node.color ? (
        <span class="card-color" style={{ "--given": node.color }}>
          {inner}
        </span>
      ) : (
        <>{inner}</>
      );
    case "br":
      return <br />;
    case "b":
      return <strong>{inner}</strong>;
    case "i":
      return <em>{inner}</em>;
    default: {
      const Tag = node.tag;
      return <Tag>{inner}</Tag>;
    }
  }
}
