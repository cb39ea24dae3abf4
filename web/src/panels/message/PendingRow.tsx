import { CircleAlert } from "lucide-preact";
import { discard, retry, type Outgoing } from "../../state/send";
import { me, person, personName } from "../../state/store";
import { timeOfDay } from "../../state/time";
import { Markup } from "../../text/Markup";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";

/** A message on its way, or one that the server did not take. */
export function PendingRow({ message }: { message: Outgoing }) {
  const own = me.value?.name ?? "";
  const files = (message.attachment ?? []).map((file) => file.contentName).filter(Boolean);
  return (
    <li class={`message pending ${message.state}`} data-key={`client-${message.id}`}>
      <Avatar name={personName(own)} id={own} url={person(own).avatarUrl} />
      <div class="message-body">
        <div class="message-head">
          <strong class="author">{personName(own)}</strong>
          <time>{message.state === "sending" ? "Sending…" : timeOfDay(message.time)}</time>
        </div>
        <Markup text={message.text} name={personName} me={own} />
        {files.length > 0 && <p class="muted">{files.join(", ")}</p>}
        {message.state === "failed" && (
          <div class="send-failed" role="alert">
            <CircleAlert />
            <span>Not sent. {message.error}</span>
            <Button kind="quiet" onClick={() => retry(message.id)}>
              Try again
            </Button>
            <Button kind="quiet" onClick={() => discard(message.id)}>
              Discard
            </Button>
          </div>
        )}
      </div>
    </li>
  );
}
