// What the caller wants to be notified of, by space: asked for when it first
// matters.

import { call } from "../api/client";
import type { SpaceNotificationSetting, SpaceNotificationSettingNotificationSetting } from "../api/gen/types";
import { lastPart } from "./names";
import { me } from "./store";

export type Level = SpaceNotificationSettingNotificationSetting;

const known = new Map<string, Promise<Level>>();

const settingName = (space: string) => `${me.peek()?.name}/spaces/${lastPart(space)}/spaceNotificationSetting`;

export function levelOf(space: string): Promise<Level> {
  const asked = known.get(space) ?? call("GetSpaceNotificationSetting", { name: settingName(space) }).then(level);
  known.set(space, asked);
  asked.catch(() => known.delete(space));
  return asked;
}

export async function setLevel(space: string, notificationSetting: Level): Promise<Level> {
  const spaceNotificationSetting = { name: settingName(space), notificationSetting, muteSetting: "UNMUTED" as const };
  const saved = await call("UpdateSpaceNotificationSetting", {
    spaceNotificationSetting,
    updateMask: "notificationSetting,muteSetting",
  });
  known.set(space, Promise.resolve(level(saved)));
  return level(saved);
}

const level = (setting: SpaceNotificationSetting): Level =>
  setting.muteSetting === "MUTED" ? "OFF" : (setting.notificationSetting ?? "ALL");
