import { ArrowDown } from "lucide-preact";
import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { loadNewer, loadNewest, loadOlder } from "../../state/load";
import { markRead } from "../../state/read";
import { rows, type Row } from "../../state/rows";
import { pendingIn } from "../../state/send";
import { known, me, timelineOf } from "../../state/store";
import { dayName } from "../../state/time";
import { Button } from "../../ui/Button";
import { whenIdle } from "../../ui/idle";
import { MessageRow } from "../message/MessageRow";
import { PendingRow } from "../message/PendingRow";
import { ReplyRow } from "../message/ReplyRow";
import { messageKeys } from "./keys";
import { useScroller } from "./scroll";

interface Props {
  /** The timeline: a space or a thread. */
  name: string;
  space: string;
  thread?: string;
  /** Fold replies into their thread's first message. */
  threads: boolean;
  readUntil: number;
  target?: string;
}

/** Messages, the newest at the foot; more come in at both ends as one scrolls. */
export function MessageList({ name, space, thread, threads, readUntil, target }: Props) {
  const timeline = timelineOf(name).value;
  const pending = pendingIn(space, thread);
  const stuck = useSignal(true);
  const marked = useSignal<string | null>(null);
  const user = me.value?.name ?? "";
  const all = useMemo(
    () => rows(timeline?.messages ?? [], { readUntil, me: user, threads }),
    [timeline, readUntil, user, threads],
  );
  const stage = useStage(timeline !== undefined, target !== undefined);
  const whole = stage > FIRST;
  const shown = whole ? all : all.slice(-Math.ceil((innerHeight - AROUND) / ROW));
  const scroller = useScroller(`${shown.length} ${pending.length} ${shown.at(-1)?.key} ${shown[0]?.key}`, {
    loose: timeline?.newer ?? false,
    onStick: (yes) => (stuck.value = yes),
    onTop: () => timeline?.older && void loadOlder(name).catch(() => {}),
    onBottom: () => timeline?.newer && void loadNewer(name).catch(() => {}),
  });
  useFill(scroller.viewport, whole ? timeline : undefined, name);
  useSeen(thread ? undefined : space, stuck.value && !timeline?.newer, timeline);
  const arrived = Boolean(target && timeline?.messages.some((message) => message.name === target));
  useEffect(() => {
    if (!arrived || !target) return;
    const message = timeline?.messages.find((one) => one.name === target);
    marked.value = target;
    scroller.toRow(message?.clientAssignedMessageId ?? target);
  }, [arrived, target]);
  const mine = pending.at(-1)?.id;
  useLayoutEffect(() => {
    if (mine) scroller.toEnd();
  }, [mine]);
  const toNewest = () => {
    if (timeline?.newer) void loadNewest(name).then(scroller.toEnd);
    else scroller.toEnd();
  };
  return (
    <div class="list-frame">
      <div
        ref={scroller.viewport}
        class="messages"
        role="log"
        aria-label="Messages"
        aria-live={stuck.value && stage === SETTLED ? "polite" : "off"}
        aria-busy={!timeline}
        onKeyDown={messageKeys}
      >
        <div class="messages-inner">
          {timeline && whole && !timeline.older && !thread && <Beginning />}
          <ol>
            {shown.map((row) => (
              <ListRow key={row.key} row={row} thread={thread} threads={threads} marked={marked.value} />
            ))}
            {pending.map((message) => (
              <PendingRow key={`client-${message.id}`} message={message} />
            ))}
          </ol>
        </div>
      </div>
      {!timeline && <div class="spinner list-wait" role="status" aria-label="Loading messages" />}
      {timeline && (!stuck.value || timeline.newer) && (
        <Button class="to-newest" onClick={toNewest}>
          <ArrowDown /> <Newer name={space} thread={thread} />
        </Button>
      )}
    </div>
  );
}

/** Pixels of a row; grouped ones are lower. */
const ROW = 50;
/** Of the window above and below the list, at least. */
const AROUND = 130;

/** Only the rows at the foot are drawn, as many as fill the window. */
const FIRST = 0;
/** All of them are, and from then on new ones are read aloud. */
const SETTLED = 2;

/** What is seen first is drawn first; each stage follows once the one before is on the screen. */
function useStage(there: boolean, atOnce: boolean): number {
  const [stage, setStage] = useState(FIRST);
  useEffect(() => {
    if (there && stage < SETTLED) return whenIdle(() => setStage(stage + 1));
  }, [there, stage]);
  return Math.max(stage, atOnce ? 1 : FIRST);
}

function Newer({ name, thread }: { name: string; thread: string | undefined }) {
  const unread = useComputed(() => (thread ? 0 : (known.value.spaces.get(name)?.unread ?? 0))).value;
  return <>{unread > 0 ? `${unread} new` : "To the newest"}</>;
}

function ListRow({ row, thread, threads, marked }: { row: Row; thread: string | undefined; threads: boolean; marked: string | null }) {
  switch (row.kind) {
    case "date":
      return (
        <li class="date-line" data-key={row.key}>
          <time dateTime={row.time}>{dayName(row.time)}</time>
        </li>
      );
    case "unread":
      return (
        <li class="unread-line" data-key={row.key}>
          <span>New</span>
        </li>
      );
    case "reply":
      return <ReplyRow row={row} />;
    case "message":
      return (
        <MessageRow
          message={row.message}
          grouped={row.grouped}
          marked={marked === row.message.name}
          canReply={threads && !thread}
          {...(row.thread && !thread ? { thread: row.thread } : {})}
        />
      );
  }
}

function Beginning() {
  return <p class="beginning">This is where the conversation begins.</p>;
}

/** A page of replies may show few rows: go on until the view is full. */
function useFill(viewport: { current: HTMLDivElement | null }, timeline: { older: boolean } | undefined, name: string) {
  const tries = useRef(0);
  useEffect(() => {
    const box = viewport.current;
    if (!box || !timeline?.older || tries.current > 20 || box.scrollHeight > box.clientHeight + 300) return;
    tries.current += 1;
    void loadOlder(name).catch(() => {});
  }, [timeline, name]);
}

/** What stands at the foot of a window that one looks at has been read. */
function useSeen(space: string | undefined, atEnd: boolean, timeline: unknown) {
  useEffect(() => {
    if (!space) return;
    const seen = () => {
      if (atEnd && document.visibilityState === "visible" && document.hasFocus()) markRead(space);
    };
    seen();
    addEventListener("focus", seen);
    document.addEventListener("visibilitychange", seen);
    return () => {
      removeEventListener("focus", seen);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [space, atEnd, timeline]);
}
