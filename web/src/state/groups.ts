// Groups as members of spaces: their names, read when they are first seen.

import { signal, type Signal } from "@preact/signals";
import { call } from "../api/client";
import type { ConfabGroup } from "../api/gen/types";

const known = new Map<string, Signal<ConfabGroup>>();

/** What is known of `groups/…` by now. */
export function group(name: string): ConfabGroup {
  const found = known.get(name);
  if (found) return found.value;
  const fresh = signal<ConfabGroup>({ name });
  known.set(name, fresh);
  call("GetGroup", { name }).then(
    (answer) => (fresh.value = answer),
    () => {
      // Gone, or of an organization that the person is not of.
    },
  );
  return fresh.value;
}

export async function searchGroups(query: string): Promise<ConfabGroup[]> {
  const { groups = [] } = await call("SearchGroups", { query, pageSize: 20 });
  return groups;
}

export const isGroup = (name: string | undefined) => name?.startsWith("groups/") ?? false;
