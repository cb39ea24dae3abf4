import "./message.css";
import { useSignal } from "@preact/signals";
import { lazy, memo, Suspense } from "preact/compat";
import type { Message } from "../../api/gen/types";
import { textWithEmoji } from "../../state/custom-emoji";
import { lastPart, spaceOf } from "../../state/names";
import { mayHavePreviews } from "../../state/previews";
import { go } from "../../state/route";
import type { ThreadSummary } from "../../state/rows";
import { me, person, personName } from "../../state/store";
import { briefTime, fullTime, timeOfDay } from "../../state/time";
import { isDeleted } from "../../state/timeline";
import { Markup } from "../../text/Markup";
import { Avatar } from "../../ui/Avatar";
import { openChatWith } from "../new-space/open";
import { editing } from "../conversation/write";
import { AppNotices } from "./AppNotices";
import { Attachments } from "./Attachments";
import { EditMessage } from "./EditMessage";
import { LinkPreviews } from "./LinkPreviews";
import { Quoted } from "./Quoted";
import { Reactions } from "./Reactions";
import { Toolbar } from "./Toolbar";
import { deletedBy } from "./words";

const MessageCards = lazy(() => import("./MessageCards").then((module) => module.MessageCards));

interface Props {
  message: Message;
  /** Belongs to the message above: no heading of its own. */
  grouped: boolean;
  /** The address leads to it. */
  marked: boolean;
  canReply: boolean;
  thread?: ThreadSummary;
}

/** One message with all that belongs to it. */
export const MessageRow = memo(function MessageRow({ message, grouped, marked, canReply, thread }: Props) {
  const active = useSignal(false);
  const held = useSignal(false);
  const name = message.name ?? "";
  const edited = editing.value === name;
  const gone = isDeleted(message);
  const classes = ["message", grouped && "grouped", marked && "marked", gone && "gone"].filter(Boolean).join(" ");
  return (
    <li
      class={classes}
      data-key={message.clientAssignedMessageId ?? name}
      tabIndex={-1}
      onPointerEnter={() => (active.value = true)}
      onPointerLeave={() => (active.value = false)}
      onFocusCapture={() => (active.value = true)}
      onBlurCapture={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) active.value = false;
      }}
    >
      {grouped ? <time class="side-time" dateTime={message.createTime} aria-hidden="true">{timeOfDay(message.createTime)}</time> : <Face message={message} />}
      <div class="message-body">
        {!grouped ? <Heading message={message} /> : <span class="visually-hidden">{personName(message.sender?.name)}, {timeOfDay(message.createTime)}: </span>}
        {gone ? (
          <p class="deleted">{deletedBy(message)}</p>
        ) : edited ? (
          <EditMessage message={message} />
        ) : (
          <Content message={message} />
        )}
        {!gone && <Reactions message={message} />}
        {!gone && message.sender?.name === me.value?.name && <AppNotices message={message} />}
        {thread && <ThreadLink thread={thread} />}
      </div>
      {(active.value || held.value) && !gone && !edited && (
        <Toolbar message={message} canReply={canReply} onHold={(yes) => (held.value = yes)} />
      )}
    </li>
  );
});

function Face({ message }: { message: Message }) {
  const sender = { ...message.sender, ...person(message.sender?.name) };
  return (
    <Avatar
      name={sender.displayName || sender.email || "?"}
      id={sender.name ?? ""}
      url={sender.avatarUrl}
      square={message.sender?.type === "BOT"}
    />
  );
}

function Heading({ message }: { message: Message }) {
  const bot = message.sender?.type === "BOT";
  return (
    <div class="message-head">
      <strong class="author">{personName(message.sender?.name)}</strong>
      {bot && <span class="tag">App</span>}
      <Clock time={message.createTime} />
      {message.privateMessageViewer && <span class="private">Only visible to you</span>}
    </div>
  );
}

/** The time of day; the whole date while one points at it, written only then. */
function Clock({ time }: { time: string | undefined }) {
  return (
    <time dateTime={time} onPointerEnter={(event) => (event.currentTarget.title = fullTime(time))}>
      {timeOfDay(time)}
    </time>
  );
}

function Content({ message }: { message: Message }) {
  const text = textWithEmoji(message);
  const cards = message.cardsV2?.length || message.cards?.length || message.accessoryWidgets?.length;
  return (
    <>
      {message.quotedMessageMetadata?.name && <Quoted quoted={message.quotedMessageMetadata} />}
      {text && (
        <Markup text={text} name={mentionName(message)} me={me.value?.name ?? ""} onMention={(user) => void openChatWith(user)} />
      )}
      {message.lastUpdateTime && (
        <span class="edited" title={fullTime(message.lastUpdateTime)}>
          Edited
        </span>
      )}
      {message.attachment?.length || message.attachedGifs?.length ? <Attachments message={message} /> : null}
      {cards && (
        <Suspense fallback={<div class="card-wait" />}>
          <MessageCards message={message} />
        </Suspense>
      )}
      {mayHavePreviews(message) && <LinkPreviews message={message} />}
    </>
  );
}

/** Names as the message has them, for people who are not known otherwise. */
function mentionName(message: Message) {
  return (user: string) => {
    const found = message.annotations?.find((annotation) => annotation.userMention?.user?.name === user);
    return found?.userMention?.user?.displayName || personName(user);
  };
}

function ThreadLink({ thread }: { thread: ThreadSummary }) {
  const path = `/room/${lastPart(spaceOf(thread.name))}/${lastPart(thread.name)}`;
  return (
    <a
      class="thread-link"
      href={path}
      onClick={(event) => {
        event.preventDefault();
        go(path);
      }}
    >
      <span class="faces">
        {thread.people.slice(0, 3).map((name) => (
          <Avatar key={name} size="small" name={personName(name)} id={name} url={person(name).avatarUrl} />
        ))}
      </span>
      <strong>{thread.replies === 1 ? "1 reply" : `${thread.replies} replies`}</strong>
      <span class="muted">Last {briefTime(thread.last.createTime)}</span>
    </a>
  );
}
