import { expect, it } from "vitest";
import { open } from "./invitations";

it("an invitation that was accepted meanwhile is none any more", () => {
  const spaces = [{ name: "spaces/A" }, { name: "spaces/B" }, {}];
  expect(open(spaces, new Map([["spaces/B", true]]))).toEqual([{ name: "spaces/A" }]);
});
