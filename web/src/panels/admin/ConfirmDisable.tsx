import type { ConfabAdminUser } from "../../api/gen/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";

interface Props {
  user: ConfabAdminUser;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before somebody is locked out. */
export function ConfirmDisable({ user, onConfirm, onClose }: Props) {
  return (
    <Dialog title={`Disable ${user.displayName || user.email}?`} onClose={onClose}>
      <p>They can no longer sign in, and their tokens stop working. What they wrote stays.</p>
      <div class="dialog-foot">
        <Button data-autofocus onClick={onClose}>
          Cancel
        </Button>
        <Button kind="danger" onClick={() => void onConfirm().then(onClose)}>
          Disable
        </Button>
      </div>
    </Dialog>
  );
}
