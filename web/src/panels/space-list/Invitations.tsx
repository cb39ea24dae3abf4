import { Check, X } from "lucide-preact";
import { useSignal } from "@preact/signals";
import type { Space } from "../../api/gen/types";
import { acceptInvitation, declineInvitation, invitations } from "../../state/invitations";
import { go } from "../../state/route";
import { spaceTitle } from "../../state/store";
import { IconButton } from "../../ui/Button";
import { attempt } from "../message/actions";
import { spacePath } from "./order";

/** Spaces that one is invited to, to go in or to stay out. */
export function Invitations() {
  if (invitations.value.length === 0) return null;
  return (
    <section aria-labelledby="section-invitations" class="invitations">
      <h2 id="section-invitations">Invitations</h2>
      <ul>
        {invitations.value.map((space) => (
          <Invited key={space.name} space={space} />
        ))}
      </ul>
    </section>
  );
}

function Invited({ space }: { space: Space }) {
  const busy = useSignal(false);
  const name = space.name ?? "";
  const title = spaceTitle(space);
  const run = async (what: () => Promise<unknown>) => {
    busy.value = true;
    await attempt(what);
    busy.value = false;
  };
  const accept = async () => {
    await acceptInvitation(name);
    go(spacePath(name));
  };
  return (
    <li class="space-row">
      <span class="space-name" title={space.spaceDetails?.description}>
        {title}
      </span>
      <IconButton label={`Accept the invitation to ${title}`} disabled={busy.value} onClick={() => void run(accept)}>
        <Check />
      </IconButton>
      <IconButton label={`Decline the invitation to ${title}`} disabled={busy.value} onClick={() => void run(() => declineInvitation(name))}>
        <X />
      </IconButton>
    </li>
  );
}
