import { expect, it } from "vitest";
import { granted } from "./permissions";

it("permissions follow the role", () => {
  const everybody = { managersAllowed: true, assistantManagersAllowed: true, membersAllowed: true };
  const settings = { toggleHistory: everybody, manageApps: { managersAllowed: true, assistantManagersAllowed: false }, manageWebhooks: { managersAllowed: true } };
  for (const [permission, role, allowed] of [
    ["toggleHistory", "ROLE_MEMBER", true],
    ["manageApps", "ROLE_MEMBER", false],
    ["manageApps", "ROLE_ASSISTANT_MANAGER", false],
    ["manageApps", "ROLE_MANAGER", true],
    ["manageWebhooks", "ROLE_ASSISTANT_MANAGER", true],
    ["postMessages", "ROLE_MEMBER", false],
    ["postMessages", "ROLE_MANAGER", true],
  ] as const) {
    expect(granted(settings, permission, role), `${permission} ${role}`).toBe(allowed);
  }
});
