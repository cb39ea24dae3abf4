import "./space-details.css";
import { X } from "lucide-preact";
import { useEffect } from "preact/hooks";
import type { Space } from "../../api/gen/types";
import { loadMembers, loadSpace } from "../../state/load";
import { hasThreads, spaceEntry, spaceTitle } from "../../state/store";
import { IconButton } from "../../ui/Button";
import { Tabs } from "../../ui/Tabs";
import { details } from "../shell/overlay";
import { Access } from "./Access";
import { AppList } from "./AppList";
import { Leave } from "./Leave";
import { MemberList } from "./MemberList";
import { NotificationLevel } from "./NotificationLevel";
import { Permissions } from "./Permissions";
import { SpaceForm } from "./SpaceForm";
import { Webhooks } from "./Webhooks";

/** Members and settings of a space, beside its conversation. */
export function SpaceDetails({ space }: { space: string }) {
  const entry = spaceEntry(space).value;
  useEffect(() => {
    // Permission settings and counts are only in the full answer.
    void loadSpace(space).catch(() => {});
    void loadMembers(space).catch(() => {});
  }, [space]);
  if (!entry) return null;
  const named = hasThreads(entry.space);
  return (
    <aside class="side" aria-label="Members and settings">
      <header class="panel-head">
        <div class="grow">
          <h2>{named ? "Space" : "Conversation"}</h2>
          <div class="panel-sub">{spaceTitle(entry.space)}</div>
        </div>
        <IconButton label="Close members and settings" onClick={() => (details.value = false)}>
          <X />
        </IconButton>
      </header>
      {named ? <NamedSpace space={entry.space} /> : <Unnamed space={entry.space} />}
    </aside>
  );
}

function NamedSpace({ space }: { space: Space }) {
  const tabs = [
    { title: "Members", content: () => <div class="details"><MemberList space={space} /></div> },
    {
      title: "Settings",
      content: () => (
        <div class="details">
          <NotificationLevel space={space} />
          <SpaceForm key={`${space.displayName} ${space.spaceDetails?.description} ${space.spaceDetails?.guidelines}`} space={space} />
          <Access space={space} />
          <Permissions space={space} />
          <Leave space={space} />
        </div>
      ),
    },
    {
      title: "Apps",
      content: () => (
        <div class="details">
          <AppList space={space} />
          <Webhooks space={space.name ?? ""} />
        </div>
      ),
    },
  ];
  return <Tabs label="Members and settings" tabs={tabs} />;
}

/** Direct messages and group chats have little to set. */
function Unnamed({ space }: { space: Space }) {
  return (
    <div class="details">
      <MemberList space={space} />
      <NotificationLevel space={space} />
      <Leave space={space} />
    </div>
  );
}
