import { X } from "lucide-preact";
import { sendMessage } from "../../state/send";
import { connected, hasThreads, known, me, personName, ready, spaceEntry, spaceTitle, summary } from "../../state/store";
import { isDeleted } from "../../state/timeline";
import { IconButton } from "../../ui/Button";
import { runCommand } from "../app/interact";
import { Composer } from "../composer/Composer";
import { commandIn } from "../composer/suggest";
import { UploadList, useUploads } from "../composer/uploads";
import { editing, quote, quoting } from "./write";

/** The field at the foot of a conversation or a thread. */
export function Write({ space, thread }: { space: string; thread?: string }) {
  const entry = spaceEntry(space).value;
  const place = thread ?? space;
  const quoted = quoting.value.get(place);
  const uploads = useUploads(space);
  const send = (text: string) => {
    if (text.startsWith("/") && uploads.list.length === 0) {
      void sendCommand(text, space, thread);
      return true;
    }
    const attachment = uploads.take();
    if (!attachment) return false;
    sendMessage({
      space,
      text,
      attachment,
      ...(thread ? { thread } : {}),
      ...(quoted ? { quoted: { name: quoted.name, lastUpdateTime: quoted.lastUpdateTime ?? quoted.createTime } } : {}),
    });
    quote(place, null);
    return true;
  };
  const title = spaceTitle(entry?.space);
  const label = thread ? "Reply" : `Message ${title}`;
  return (
    <div {...uploads.drop}>
      {ready.value && !connected.value && (
        <p class="offline" role="status">
          No connection. What you write is sent when it is back.
        </p>
      )}
      <Composer
        key={place}
        space={space}
        place={place}
        label={label}
        onSend={send}
        onEditLast={() => editLast(place)}
        onFiles={uploads.add}
        more={uploads.list.length > 0}
        autoFocus
      >
        {quoted && (
          <div class="composer-context">
            <span>
              <strong>{personName(quoted.sender?.name)}</strong> {summary(quoted)}
            </span>
            <IconButton label="Do not quote" onClick={() => quote(place, null)}>
              <X />
            </IconButton>
          </div>
        )}
        <UploadList uploads={uploads} />
      </Composer>
    </div>
  );
}

/** Calls an app's command; a text that is none is said as it is. */
async function sendCommand(text: string, space: string, thread: string | undefined) {
  const command = await commandIn(text, space).catch(() => null);
  const place = thread ? { thread } : {};
  if (command) await runCommand(space, { ...command, ...place });
  else sendMessage({ space, text, ...place });
}

function editLast(place: string) {
  const messages = known.peek().timelines.get(place)?.messages ?? [];
  const threads = hasThreads(known.peek().spaces.get(place)?.space);
  const last = messages.findLast(
    (message) => message.sender?.name === me.peek()?.name && !isDeleted(message) && !(threads && message.threadReply),
  );
  if (last?.name) editing.value = last.name;
}
