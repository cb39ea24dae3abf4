// Commands of apps that are picked, not typed.

import { Blocks } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import type { ConfabSpaceCommand } from "../../api/gen/types";
import { membersOf } from "../../state/store";
import { Menu, type MenuItem } from "../../ui/Menu";
import { commandsOf } from "../composer/suggest";
import { runCommand } from "./interact";

/** Those of one kind in a space, asked for when they are wanted and there is an app at all. */
export function useCommands(space: string, type: ConfabSpaceCommand["type"], wanted = true): ConfabSpaceCommand[] {
  const apps = membersOf(space).value?.some((membership) => membership.member?.type === "BOT") ?? false;
  const [list, setList] = useState<ConfabSpaceCommand[]>([]);
  useEffect(() => {
    if (!apps || !wanted) return;
    let late = false;
    commandsOf(space).then(
      (all) => !late && setList(all.filter((command) => command.type === type)),
      () => {
        // Then there is nothing to pick.
      },
    );
    return () => {
      late = true;
    };
  }, [space, apps, wanted]);
  return list;
}

/** What a command is called, and by whom it is when that is not plain. */
export function menuItem(command: ConfabSpaceCommand, all: readonly ConfabSpaceCommand[], more: { parent: string; thread?: string; message?: string }): MenuItem {
  const app = command.app?.displayName ?? "";
  const several = new Set(all.map((one) => one.app?.name)).size > 1;
  const { parent, ...place } = more;
  return {
    label: several ? `${command.name} (${app})` : (command.name ?? ""),
    icon: Blocks,
    onPick: () => void runCommand(parent, { app: command.app?.name ?? "", commandId: command.commandId ?? 0, ...place }),
  };
}

/** The quick commands of the apps in a space, beside the field to write in. */
export function QuickCommands({ space, place }: { space: string; place: string }) {
  const list = useCommands(space, "QUICK_COMMAND");
  if (list.length === 0) return null;
  const where = { parent: space, ...(place.includes("/threads/") ? { thread: place } : {}) };
  return (
    <Menu label="Commands of apps" placement="top-start" items={list.map((command) => menuItem(command, list, where))}>
      <Blocks />
    </Menu>
  );
}
