import "./space-details.css";
import { X } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { loadMembers, loadSpace } from "../../state/load";
import { hasThreads, spaceEntry, spaceTitle } from "../../state/store";
import { IconButton } from "../../ui/Button";
import { details } from "../shell/overlay";
import { Leave } from "./Leave";
import { MemberList } from "./MemberList";
import { NotificationLevel } from "./NotificationLevel";
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
  return (
    <aside class="side" aria-label="Members and settings">
      <header class="panel-head">
        <div class="grow">
          <h2>{hasThreads(entry.space) ? "Space" : "Conversation"}</h2>
          <div class="panel-sub">{spaceTitle(entry.space)}</div>
        </div>
        <IconButton label="Close members and settings" onClick={() => (details.value = false)}>
          <X />
        </IconButton>
      </header>
      <div class="details">
        {hasThreads(entry.space) && <SpaceForm key={entry.space.displayName} space={entry.space} />}
        <MemberList space={entry.space} />
        <NotificationLevel space={entry.space} />
        {hasThreads(entry.space) && <Webhooks space={space} />}
        <Leave space={entry.space} />
      </div>
    </aside>
  );
}
