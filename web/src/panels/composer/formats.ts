// Chat's own markup, put around what is selected or in front of its lines.

import { Bold, Code, Italic, List, SquareCode, Strikethrough, TextQuote } from "lucide-preact";
import type { MenuItem } from "../../ui/Menu";
import { prefixLines, wrap, type Typed } from "./text";

export function formats(now: () => Typed, put: (typed: Typed) => void): MenuItem[] {
  const around = (mark: string, end = mark) => () => put(wrap(now(), mark, end));
  return [
    { label: "Bold", icon: Bold, onPick: around("*") },
    { label: "Italic", icon: Italic, onPick: around("_") },
    { label: "Strikethrough", icon: Strikethrough, onPick: around("~") },
    { label: "Code", icon: Code, onPick: around("`") },
    { label: "Block of code", icon: SquareCode, onPick: around("```\n", "\n```") },
    { label: "List", icon: List, onPick: () => put(prefixLines(now(), "* ")) },
    { label: "Quotation", icon: TextQuote, onPick: () => put(prefixLines(now(), "> ")) },
  ];
}
