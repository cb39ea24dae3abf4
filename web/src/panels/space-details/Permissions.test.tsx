import { act } from "preact/test-utils";
import { expect, it, vi } from "vitest";
import type { MembershipMembershipRole, Space } from "../../api/gen/types";
import { change } from "../../state/store";
import { begin, draw, ME, serve } from "../../testing";
import { Permissions } from "./Permissions";

const everybody = { managersAllowed: true, assistantManagersAllowed: true, membersAllowed: true };
const SPACE: Space = { name: "spaces/A", spaceType: "SPACE", permissionSettings: { manageApps: everybody, toggleHistory: { managersAllowed: true, assistantManagersAllowed: false } } };

function open(role: MembershipMembershipRole) {
  begin(SPACE);
  const members = [{ name: "spaces/A/members/1", state: "JOINED" as const, role, member: ME }];
  change((state) => ({ ...state, members: new Map([["spaces/A", members]]) }));
  const place = draw(<Permissions space={SPACE} />);
  return (label: string) => {
    const found = [...place.querySelectorAll("label")].find((one) => one.textContent?.startsWith(label));
    return found?.querySelector("select") as HTMLSelectElement;
  };
}

it("lets owners say who may what", async () => {
  const asked = serve({ "PATCH /v1/spaces/A": () => SPACE });
  const setting = open("ROLE_MANAGER");
  expect([setting("Manage apps").value, setting("Turn history").value]).toEqual(["everybody", "owners"]);
  const select = setting("Manage apps");
  select.value = "managers";
  await act(() => void select.dispatchEvent(new Event("change", { bubbles: true })));
  await vi.waitFor(() => expect(asked[0]?.query.get("updateMask")).toBe("permissionSettings.manageApps"));
  expect(asked[0]?.body).toMatchObject({ permissionSettings: { manageApps: { assistantManagersAllowed: true, membersAllowed: false } } });
});

it("shows them to members", () => {
  serve({});
  expect(open("ROLE_MEMBER")("Manage apps").disabled).toBe(true);
});
