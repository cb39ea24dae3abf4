import { useMemo } from "preact/hooks";
import type { Message } from "../../api/gen/types";
import { spaceOf } from "../../state/names";
import { personName } from "../../state/store";
import { Composer } from "../composer/Composer";
import { decodeMentions } from "../composer/text";
import { editing } from "../conversation/write";
import { editMessage } from "./actions";

/** The field in a message's place while it is edited. */
export function EditMessage({ message }: { message: Message }) {
  const initial = useMemo(() => decodeMentions(message.formattedText ?? message.text ?? "", personName), []);
  const stop = () => {
    editing.value = null;
    requestAnimationFrame(() => document.querySelector<HTMLElement>(".conversation textarea")?.focus());
  };
  const save = (text: string) => {
    stop();
    if (text !== message.formattedText) void editMessage(message, text);
    return true;
  };
  return (
    <Composer
      space={spaceOf(message.name)}
      label="Edit the message"
      initial={initial}
      onSend={save}
      onCancel={stop}
      more={Boolean(message.attachment?.length)}
      autoFocus
    >
      <p class="edit-hint">Enter saves, Escape leaves it as it was</p>
    </Composer>
  );
}
