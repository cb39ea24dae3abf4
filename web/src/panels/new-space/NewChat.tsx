import { useState } from "preact/hooks";
import type { User } from "../../api/gen/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { attempt } from "../message/actions";
import { enter, openChatWith, openGroup } from "./open";
import { PeoplePicker } from "./PeoplePicker";

/** Writes to one person or several. */
export function NewChat({ onClose }: { onClose: () => void }) {
  const [chosen, setChosen] = useState<User[]>([]);
  const open = () => {
    const [first, ...others] = chosen;
    onClose();
    if (first && others.length === 0) void openChatWith(first.name ?? "", first);
    else void attempt(async () => enter(await openGroup(chosen)));
  };
  return (
    <Dialog title="New message" onClose={onClose}>
      <PeoplePicker label="To" chosen={chosen} onChange={setChosen} />
      <div class="dialog-foot">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" disabled={chosen.length === 0} onClick={open}>
          {chosen.length > 1 ? "Start a group chat" : "Start"}
        </Button>
      </div>
    </Dialog>
  );
}
