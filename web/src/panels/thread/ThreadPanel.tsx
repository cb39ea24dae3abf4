import { X } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { sentence } from "../../api/error";
import { openTimeline } from "../../state/load";
import { go } from "../../state/route";
import { spaceEntry, spaceTitle } from "../../state/store";
import { IconButton } from "../../ui/Button";
import { MessageList } from "../conversation/MessageList";
import { Write } from "../conversation/Write";
import { spacePath } from "../space-list/order";

interface Props {
  space: string;
  thread: string;
  target?: string;
}

/** One thread beside its conversation. */
export function ThreadPanel({ space, thread, target }: Props) {
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    openTimeline(thread).catch((error: unknown) => setFailed(sentence(error)));
  }, [thread]);
  return (
    <aside class="side thread-panel" aria-label="Thread">
      <header class="panel-head">
        <div class="grow">
          <h2>Thread</h2>
          <div class="panel-sub">{spaceTitle(spaceEntry(space).value?.space)}</div>
        </div>
        <IconButton label="Close the thread" onClick={() => go(spacePath(space))}>
          <X />
        </IconButton>
      </header>
      {failed ? (
        <p class="notice error">{failed}</p>
      ) : (
        <MessageList name={thread} space={space} thread={thread} threads={false} readUntil={0} {...(target ? { target } : {})} />
      )}
      <Write space={space} thread={thread} />
    </aside>
  );
}
