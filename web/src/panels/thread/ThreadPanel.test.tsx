import { expect, it, vi } from "vitest";
import { begin, draw, message, serve } from "../../testing";
import { ThreadPanel } from "./ThreadPanel";

it("shows the messages of its thread alone, and why it cannot", async () => {
  begin({ name: "spaces/A", spaceType: "SPACE", displayName: "Art" });
  const asked = serve({ "GET /v1/spaces/A/messages": () => ({ messages: [message(2), message(1)] }) });
  const place = draw(<ThreadPanel space="spaces/A" thread="spaces/A/threads/T1" />);
  await vi.waitFor(() => expect([...place.querySelectorAll(".markup")].map((one) => one.textContent)).toEqual(["line 1", "line 2"]));
  expect(asked[0]?.query.get("filter")).toBe("thread.name = spaces/A/threads/T1");
  serve({});
  const other = draw(<ThreadPanel space="spaces/A" thread="spaces/A/threads/T9" />);
  await vi.waitFor(() => expect(other.querySelector(".error")?.textContent).toContain("No /v1/spaces/A/messages here."));
});
