import { describe, expect, it } from "vitest";
import { complete, decodeMentions, encodeMentions, insert, prefixLines, queryAt, wrap, type Typed } from "./text";

/** `a [b] c` is a selection, `a | b` a cursor. */
function typed(shown: string): Typed {
  const from = shown.search(/[[|]/);
  const to = shown.includes("]") ? shown.indexOf("]") - 1 : from;
  return { text: shown.replace(/[[\]|]/g, ""), from, to };
}
function shown({ text, from, to }: Typed): string {
  return from === to ? `${text.slice(0, from)}|${text.slice(from)}` : `${text.slice(0, from)}[${text.slice(from, to)}]${text.slice(to)}`;
}

it("puts marks around and takes them away", () => {
  expect(shown(wrap(typed("a [b] c"), "*"))).toBe("a *[b]* c");
  expect(shown(wrap(typed("a *[b]* c"), "*"))).toBe("a [b] c");
  expect(shown(wrap(typed("|"), "`"))).toBe("`|`");
});

it("puts marks of different ends around", () => {
  expect(shown(wrap(typed("a [b]"), "```\n", "\n```"))).toBe("a ```\n[b]\n```");
});

it("marks whole lines, and takes the marks away", () => {
  expect(shown(prefixLines(typed("a\nb|"), "* "))).toBe("a\n* b|");
  expect(prefixLines(typed("[a\nb]"), "> ").text).toBe("> a\n> b");
  expect(prefixLines({ text: "> a\n> b", from: 0, to: 7 }, "> ").text).toBe("a\nb");
  expect(shown(prefixLines(typed("|"), "* "))).toBe("* |");
});

it("inserts over the selection", () => {
  expect(shown(insert(typed("a[b]c"), "xy"))).toBe("axy|c");
});

describe("what is asked for", () => {
  const cases: [string, string | null][] = [
    ["@|", "mention "],
    ["hi @al|", "mention al"],
    ["hi @Alice An|", "mention Alice An"],
    ["mail a@b|", null],
    ["/rem|", "command rem"],
    ["and /rem|", null],
    [":smi|", "emoji smi"],
    [":s|", null],
    ["10:30|", null],
    ["plain|", null],
  ];
  it.each(cases)("%s", (text, wanted) => {
    const query = queryAt(typed(text));
    expect(query && `${query.kind} ${query.words}`).toBe(wanted);
  });
});

it("completes a name", () => {
  const text = typed("hi @al| there");
  const query = queryAt(text);
  expect(query && shown(complete(text, query, "@Alice"))).toBe("hi @Alice | there");
});

it("turns names into users and back", () => {
  const names = new Map([
    ["Al", "users/1"],
    ["Al Green", "users/2"],
  ]);
  const sent = encodeMentions("@Al Green, @Al! x@Al @Alan", names);
  expect(sent).toBe("<users/2>, <users/1>! x@Al @Alan");
  const back = decodeMentions("<users/2>, <users/1>", (user) => (user === "users/1" ? "Al" : "Al Green"));
  expect(back.text).toBe("@Al Green, @Al");
  expect(back.names).toEqual(names);
});
