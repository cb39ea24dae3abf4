// A message's text as elements. Text only ever becomes text nodes and known
// elements; no HTML is parsed.

import "./markup.css";
import type { ComponentChildren, JSX } from "preact";
import { CustomEmoji } from "../ui/CustomEmoji";
import { parse, type Block, type Inline } from "./markup";

interface Props {
  /** `formattedText`. */
  text: string;
  /** The name to show for `users/…`. */
  name: (user: string) => string;
  me: string;
  onMention?: (user: string) => void;
}

export function Markup(props: Props): JSX.Element {
  return <div class={onlyEmoji(props.text) ? "markup only-emoji" : "markup"}>{parse(props.text).map((block) => render(block, props))}</div>;
}

/** A few emoji and no word: they are what is said, so they are large. */
export function onlyEmoji(text: string): boolean {
  return text.length <= 30 && /^[\p{Extended_Pictographic}\u{1f1e6}-\u{1f1ff}\u{1f3fb}-\u{1f3ff}\u200d\ufe0f\s]+$/u.test(text) && !/^[\s\xa9\xae]*$/.test(text);
}

function render(block: Block, props: Props): JSX.Element {
  if (block.kind === "fence") {
    return (
      <pre class="fence" tabIndex={0}>
        <code>{block.code}</code>
      </pre>
    );
  }
  if (block.kind === "list") {
    return (
      <ul>
        {block.items.map((item) => (
          <li class={`depth-${item.depth}`}>{pieces(item.content, props)}</li>
        ))}
      </ul>
    );
  }
  const content = block.lines.map((line, index) => [index > 0 && <br />, pieces(line, props)]);
  return block.kind === "quote" ? <blockquote>{content}</blockquote> : <p>{content}</p>;
}

function pieces(list: Inline[], props: Props): ComponentChildren {
  return list.map((piece) => show(piece, props));
}

function show(piece: Inline, props: Props): ComponentChildren {
  switch (piece.kind) {
    case "text":
      return piece.text;
    case "code":
      return <code>{piece.text}</code>;
    case "emoji":
      return <CustomEmoji id={piece.name} />;
    case "link":
      return <Link url={piece.url}>{piece.label}</Link>;
    case "mention":
      return <Mention user={piece.user} {...props} />;
    case "style": {
      const inner = pieces(piece.inner, props);
      if (piece.style === "bold") return <strong>{inner}</strong>;
      return piece.style === "italic" ? <em>{inner}</em> : <s>{inner}</s>;
    }
  }
}

/** A link that leaves this page alone: nothing of it is told to the other side. */
export function Link({ url, children }: { url: string; children: ComponentChildren }) {
  const own = url.startsWith(`${location.origin}/room/`) || url.startsWith(`${location.origin}/dm/`);
  if (own) return <a href={url}>{children}</a>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

function Mention({ user, name, me, onMention }: Props & { user: string }) {
  const own = user === me || user === "users/all";
  const shown = `@${user === "users/all" ? "all" : name(user)}`;
  if (!onMention || user === "users/all") return <span class={own ? "mention own" : "mention"}>{shown}</span>;
  return (
    <button type="button" class={own ? "mention own" : "mention"} onClick={() => onMention(user)}>
      {shown}
    </button>
  );
}
