import { describe, expect, it } from "vitest";
import { onlyEmoji } from "./Markup";
import { inline, parse, plainText, safeUrl, type Inline } from "./markup";

/** Written short: bold in [b …], code in [c …], links as [l label url]. */
function shown(pieces: Inline[]): string {
  return pieces
    .map((piece) => {
      if (piece.kind === "text") return piece.text;
      if (piece.kind === "style") return `[${piece.style[0]} ${shown(piece.inner)}]`;
      if (piece.kind === "code") return `[c ${piece.text}]`;
      if (piece.kind === "link") return `[l ${piece.label} ${piece.url}]`;
      return piece.kind === "mention" ? `[@ ${piece.user}]` : `[: ${piece.name}]`;
    })
    .join("");
}

describe("marks", () => {
  const cases: [string, string][] = [
    ["a *b* c", "a [b b] c"],
    ["*a _b_ c*", "[b a [i b] c]"],
    ["~gone~", "[s gone]"],
    ["2*3*4", "2*3*4"],
    ["* not bold*", "* not bold*"],
    ["*open", "*open"],
    ["*a _b*", "[b a _b]"],
    ["**two**", "**two**"],
    ["snake_case_name", "snake_case_name"],
    ["`*x*`", "[c *x*]"],
    ["` `", "` `"],
    ["_*both*_", "[i [b both]]"],
  ];
  it.each(cases)("%s", (line, wanted) => expect(shown(inline(line))).toBe(wanted));
});

describe("links and mentions", () => {
  const cases: [string, string][] = [
    ["see https://a.example/x.", "see [l https://a.example/x https://a.example/x]."],
    ["(https://a.example/x_(y))", "([l https://a.example/x_(y) https://a.example/x_(y)])"],
    ["<https://a.example|here>", "[l here https://a.example]"],
    ["<https://a.example>", "[l https://a.example https://a.example]"],
    ["<users/123> hi", "[@ users/123] hi"],
    ["<customEmojis/:party:>", "[: :party:]"],
    ["xhttps://a.example", "xhttps://a.example"],
    ["<javascript:alert(1)|x>", "x"],
    ["<data:text/html,x>", "data:text/html,x"],
    ["<b>not html</b>", "<b>not html</b>"],
  ];
  it.each(cases)("%s", (line, wanted) => expect(shown(inline(line))).toBe(wanted));
});

describe("blocks", () => {
  it("tells lists, quotes, fences and lines apart", () => {
    const blocks = parse("hello\n* one\n  - two\n> said\n```\nlet x;\n```\nend");
    expect(blocks.map((block) => block.kind)).toEqual(["lines", "list", "quote", "fence", "lines"]);
    expect(blocks[1]).toMatchObject({ items: [{ depth: 0 }, { depth: 1 }] });
    expect(blocks[3]).toEqual({ kind: "fence", code: "let x;" });
  });
  it("survives anything", () => {
    const parts = ["*", "_", "~", "`", "<", ">", "|", "\n", "https://", "users/1", " ", "a", "```", "("];
    let seed = 7;
    for (let round = 0; round < 2_000; round += 1) {
      let text = "";
      for (let index = 0; index < 12; index += 1) {
        seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
        text += parts[seed % parts.length];
      }
      expect(() => parse(text)).not.toThrow();
    }
  });
});

it("only opens addresses of the web, mail and telephone", () => {
  expect(safeUrl("https://a.example")).toBe(true);
  expect(safeUrl("mailto:a@b.example")).toBe(true);
  for (const bad of ["javascript:alert(1)", " jAvaScript:x", "data:text/html,x", "vbscript:x", "blob:x", "file:///x", "java\nscript:x", "//x"]) {
    expect(safeUrl(bad), bad).toBe(false);
  }
});

it("makes one line of a message", () => {
  const name = () => "Bob";
  expect(plainText("*Hi* <users/1>,\n* see <https://a.example|this>", name)).toBe("Hi @Bob, • see this");
});

it("tells emoji without words", () => {
  for (const yes of ["👍", "👍🏽 🎉", "👩‍🚀", "🇫🇷", "❤️"]) expect(onlyEmoji(yes), yes).toBe(true);
  for (const no of ["", " ", "1", "ok 👍", "©", "#", "👍".repeat(20)]) expect(onlyEmoji(no), no).toBe(false);
});
