import { CornerDownRight } from "lucide-preact";
import { lastPart, spaceOf } from "../../state/names";
import type { Row } from "../../state/rows";
import { personName, summary } from "../../state/store";
import { timeOfDay } from "../../state/time";

/** The newest reply to a message further up than what is loaded. */
export function ReplyRow({ row }: { row: Extract<Row, { kind: "reply" }> }) {
  const { message, thread } = row;
  return (
    <li class="message reply-row" data-key={row.key} tabIndex={-1}>
      <CornerDownRight class="reply-icon" />
      <a href={`/room/${lastPart(spaceOf(message.name))}/${lastPart(thread.name)}`}>
        <strong>{personName(message.sender?.name)}</strong> replied in a thread
        <span class="muted"> {timeOfDay(message.createTime)}</span>
        <span class="reply-text">{summary(message)}</span>
      </a>
    </li>
  );
}
