import { useState } from "preact/hooks";
import { call } from "../../api/client";
import type { Space } from "../../api/gen/types";
import { withoutSpace } from "../../state/known";
import { lastPart } from "../../state/names";
import { go } from "../../state/route";
import { change, me, membersOf } from "../../state/store";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { attempt } from "../message/actions";
import { details } from "../shell/overlay";

/** Ways out of a space, each asked about once more. */
export function Leave({ space }: { space: Space }) {
  const [asking, setAsking] = useState<"leave" | "delete" | null>(null);
  if (space.spaceType === "DIRECT_MESSAGE") return null;
  const name = space.name ?? "";
  const mine = membersOf(name).value?.find((membership) => membership.member?.name === me.value?.name);
  const owner = mine?.role === "ROLE_MANAGER";
  const run = async () => {
    const done = await attempt(() =>
      asking === "delete"
        ? call("DeleteSpace", { name })
        : call("DeleteMembership", { name: mine?.name ?? `${name}/members/${lastPart(me.value?.name)}` }),
    );
    setAsking(null);
    if (!done) return;
    details.value = false;
    change((state) => withoutSpace(state, name));
    go("/");
  };
  return (
    <section class="leave">
      <Button onClick={() => setAsking("leave")}>Leave</Button>
      {owner && (
        <Button kind="danger" onClick={() => setAsking("delete")}>
          Delete the space
        </Button>
      )}
      {asking && (
        <Dialog title={asking === "delete" ? "Delete the space?" : "Leave?"} onClose={() => setAsking(null)}>
          <p>
            {asking === "delete"
              ? "All its messages and files are deleted, for everybody. This cannot be undone."
              : "You will not see its messages any more unless somebody adds you again."}
          </p>
          <div class="dialog-foot">
            <Button onClick={() => setAsking(null)}>Cancel</Button>
            <Button kind="danger" onClick={() => void run()}>
              {asking === "delete" ? "Delete" : "Leave"}
            </Button>
          </div>
        </Dialog>
      )}
    </section>
  );
}
