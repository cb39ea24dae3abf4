import { expect, it } from "vitest";
import { begin } from "../../testing";
import { sections, sidebarOrder, spacePath } from "./order";

it("puts people first, the latest on top, and spaces by name", () => {
  const active = (minute: number) => ({ lastActiveTime: `2026-11-20T10:0${minute}:00Z` });
  begin(
    { name: "spaces/Z", spaceType: "SPACE", displayName: "Zoo", ...active(9) },
    { name: "spaces/A", spaceType: "SPACE", displayName: "Art", ...active(1) },
    { name: "spaces/D", spaceType: "DIRECT_MESSAGE", ...active(3) },
    { name: "spaces/G", spaceType: "GROUP_CHAT", ...active(5) },
  );
  expect(sections.value.map((section) => section.id)).toEqual(["direct", "spaces"]);
  expect(sidebarOrder.value).toEqual(["spaces/G", "spaces/D", "spaces/A", "spaces/Z"]);
  expect([spacePath("spaces/D"), spacePath("spaces/A")]).toEqual(["/dm/D", "/room/A"]);
});
