import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
// @ts-expect-error a script without types
import { generate } from "../../scripts/codegen.mjs";
import { ROUTES } from "./gen/methods";
import { transcode } from "./request";
import { EventParser } from "./sse";

it("the generated files are what the descriptors say: else run `npm run codegen`", () => {
  for (const [name, text] of Object.entries(generate() as Record<string, string>)) {
    expect(readFileSync(`src/api/gen/${name}`, "utf8") === text, `src/api/gen/${name} is stale`).toBe(true);
  }
});

describe("requests", () => {
  it("fill the path and the query", () => {
    const call = transcode(ROUTES.ListMessages, { parent: "spaces/A b", pageSize: 5, filter: "x = 1", showDeleted: true });
    expect(call).toEqual({ verb: "GET", url: "/v1/spaces/A%20b/messages?pageSize=5&filter=x+%3D+1&showDeleted=true" });
  });
  it("put the resource into the body", () => {
    const call = transcode(ROUTES.UpdateMessage, { message: { name: "spaces/A/messages/B.C", text: "x" }, updateMask: "text" });
    expect(call.url).toBe("/v1/spaces/A/messages/B.C?updateMask=text");
    expect(JSON.parse(call.body ?? "")).toEqual({ name: "spaces/A/messages/B.C", text: "x" });
  });
  it("put everything else into the body where the route says so", () => {
    const call = transcode(ROUTES.SetUpSpace, { space: { spaceType: "SPACE" }, memberships: [] });
    expect(call).toEqual({ verb: "POST", url: "/v1/spaces:setup", body: '{"space":{"spaceType":"SPACE"},"memberships":[]}' });
  });
  it("are refused without the resource's name", () => {
    expect(() => transcode(ROUTES.GetSpace, {})).toThrow("name");
  });
});

describe("the event stream", () => {
  it("is read however it is cut", () => {
    const text = ": hi\n\nid: 1\ndata: {\"a\":\ndata: 1}\n\nevent: reset\r\ndata\r\n\r\nid: 2\ndata: x\n\n";
    for (let size = 1; size < 20; size += 1) {
      const parser = new EventParser();
      const events = [];
      for (let from = 0; from < text.length; from += size) events.push(...parser.take(text.slice(from, from + size)));
      expect(events.map((event) => [event.type, event.id, event.data]), `size ${size}`).toEqual([
        ["message", "1", '{"a":\n1}'],
        ["reset", "", ""],
        ["message", "2", "x"],
      ]);
    }
  });
});
