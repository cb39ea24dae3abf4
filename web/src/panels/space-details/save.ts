import { call } from "../../api/client";
import type { Space } from "../../api/gen/types";
import { withSpace } from "../../state/known";
import { change } from "../../state/store";
import { attempt } from "../message/actions";

/** Changes fields of a space; says so where the server refuses. */
export function saveSpace(space: Space, fields: Space, updateMask: string): Promise<boolean> {
  return attempt(async () => {
    const saved = await call("UpdateSpace", { space: { name: space.name, ...fields }, updateMask });
    change((state) => withSpace(state, saved));
  });
}
