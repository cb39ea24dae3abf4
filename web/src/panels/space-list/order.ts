import { computed } from "@preact/signals";
import type { SpaceEntry } from "../../state/known";
import { lastPart } from "../../state/names";
import { known, spaceList } from "../../state/store";
import { micros } from "../../state/time";

const byActivity = (a: SpaceEntry, b: SpaceEntry) => activity(b) - activity(a);
const activity = (entry: SpaceEntry) => micros(entry.space.lastActiveTime ?? entry.space.createTime);

/** People first, the latest on top; spaces by name, so that they stay where they are. */
export const sections = computed(() => {
  const direct = spaceList.value.filter((entry) => entry.space.spaceType !== "SPACE").sort(byActivity);
  const spaces = spaceList.value.filter((entry) => entry.space.spaceType === "SPACE");
  return [
    { id: "direct", title: "Direct messages", entries: direct },
    { id: "spaces", title: "Spaces", entries: spaces },
  ];
});

/** Names of spaces from top to bottom. */
export const sidebarOrder = computed(() =>
  sections.value.flatMap((section) => section.entries.map((entry) => entry.space.name ?? "")),
);

/** `/room/A`, `/dm/A`. */
export function spacePath(name: string): string {
  const type = known.peek().spaces.get(name)?.space.spaceType;
  return `/${type === "DIRECT_MESSAGE" ? "dm" : "room"}/${lastPart(name)}`;
}
