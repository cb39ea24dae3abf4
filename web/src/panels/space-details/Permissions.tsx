import type { Space, SpacePermissionSetting } from "../../api/gen/types";
import { granted, isOwner, type Permission } from "../../state/permissions";
import { saveSpace } from "./save";

/** Those that the API changes, in the order of Google Chat's settings. */
const SETTINGS: [Permission, string][] = [
  ["manageMembersAndGroups", "Manage members and groups"],
  ["modifySpaceDetails", "Change name and description"],
  ["toggleHistory", "Turn history on and off"],
  ["useAtMentionAll", "Use @all"],
  ["manageApps", "Manage apps"],
  ["manageWebhooks", "Manage webhooks"],
  ["replyMessages", "Reply to messages"],
  ["viewSpaceMembership", "See who is a member"],
];

type Level = "owners" | "managers" | "everybody";

const LEVELS: [Level, string, SpacePermissionSetting][] = [
  ["owners", "Owners", { managersAllowed: true, assistantManagersAllowed: false, membersAllowed: false }],
  ["managers", "Owners and managers", { managersAllowed: true, assistantManagersAllowed: true, membersAllowed: false }],
  ["everybody", "Everybody", { managersAllowed: true, assistantManagersAllowed: true, membersAllowed: true }],
];

/** What owners let the others do. */
export function Permissions({ space }: { space: Space }) {
  if (!space.permissionSettings) return null;
  const owner = isOwner(space);
  return (
    <section aria-labelledby="permissions-title">
      <h3 id="permissions-title">Who may</h3>
      <div class="permissions">
        {SETTINGS.map(([permission, label]) => (
          <Setting key={permission} space={space} permission={permission} label={label} disabled={!owner} />
        ))}
      </div>
      {!owner && <p class="field-hint">Only owners change these.</p>}
    </section>
  );
}

interface Props {
  space: Space;
  permission: Permission;
  label: string;
  disabled: boolean;
}

function Setting({ space, permission, label, disabled }: Props) {
  const settings = space.permissionSettings ?? {};
  const allows = (role: "ROLE_MEMBER" | "ROLE_ASSISTANT_MANAGER") => granted(settings, permission, role);
  const level: Level = allows("ROLE_MEMBER") ? "everybody" : allows("ROLE_ASSISTANT_MANAGER") ? "managers" : "owners";
  const choose = (select: HTMLSelectElement) => {
    const setting = LEVELS.find(([name]) => name === select.value)?.[2];
    void saveSpace(space, { permissionSettings: { [permission]: setting } }, `permissionSettings.${permission}`).then((done) => {
      if (!done) select.value = level;
    });
  };
  return (
    <label class="permission">
      <span>{label}</span>
      <select class="input" value={level} disabled={disabled} onChange={(event) => choose(event.currentTarget)}>
        {LEVELS.map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
