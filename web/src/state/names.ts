// Resource names taken apart and put together.

export const lastPart = (name: string | undefined) => name?.slice(name.lastIndexOf("/") + 1) ?? "";

/** `spaces/A` of `spaces/A/messages/B.C`. */
export const spaceOf = (name: string | undefined) => name?.split("/").slice(0, 2).join("/") ?? "";

/** A message's path in the client: `/room/A/B/C`. */
export function messagePath(name: string): string {
  const [thread = "", message = ""] = lastPart(name).split(".");
  return `/room/${lastPart(spaceOf(name))}/${thread}/${message}`;
}
