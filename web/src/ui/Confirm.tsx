import type { ComponentChildren } from "preact";
import { Button } from "./Button";
import { Dialog } from "./Dialog";

interface Props {
  title: string;
  /** What the button says. */
  action: string;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
  /** What it leads to. */
  children: ComponentChildren;
}

/** Asks before something that cannot be taken back. */
export function Confirm({ title, action, onConfirm, onClose, children }: Props) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{children}</p>
      <div class="dialog-foot">
        <Button data-autofocus onClick={onClose}>
          Cancel
        </Button>
        <Button kind="danger" onClick={() => void onConfirm().then(onClose)}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
