import "./conversation.css";
import { ChevronLeft, House, Info } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { lazy, Suspense } from "preact/compat";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { call } from "../../api/client";
import { sentence } from "../../api/error";
import { lastPart } from "../../state/names";
import { go, route } from "../../state/route";
import { loadAround, loadMembers, openTimeline } from "../../state/load";
import { hasThreads, known, membersOf, partner, presenceOf, spaceEntry, spaceTitle } from "../../state/store";
import { Avatar } from "../../ui/Avatar";
import { Button, IconButton } from "../../ui/Button";
import { whenIdle } from "../../ui/idle";
import { PresenceDot } from "../../ui/PresenceDot";
import { details } from "../shell/overlay";
import { MessageList } from "./MessageList";
import { Write } from "./Write";

const AppHome = lazy(() => import("../app/AppHome").then((module) => module.AppHome));

interface Props {
  space: string;
  /** A message that the address leads to. */
  target?: string;
}

/** One space or direct message: its head, its messages, the field to write in. */
export function Conversation({ space, target }: Props) {
  const entry = spaceEntry(space).value;
  const [failed, setFailed] = useState<string | null>(null);
  // Where reading stood when the conversation was opened: there the line is drawn.
  const [readUntil] = useState(() => known.peek().spaces.get(space)?.readUntil ?? 0);
  const load = () => {
    setFailed(null);
    const opened = target ? loadAround(space, target) : openTimeline(space);
    opened.catch((error: unknown) => setFailed(sentence(error)));
  };
  const [atHome, setAtHome] = useState(false);
  const known_ = entry !== undefined;
  // Before the frame is drawn: the answer is awaited for as long as it takes anyway.
  useLayoutEffect(() => {
    if (known_) load();
  }, [space, target, known_]);
  useEffect(() => {
    // The messages come first.
    if (!known.peek().members.has(space)) return whenIdle(() => void loadMembers(space).catch(() => {}));
  }, [space]);
  return (
    <section class="conversation" aria-label={spaceTitle(entry?.space)}>
      <Head space={space} home={<HomeButton space={space} open={atHome} onToggle={setAtHome} />} />
      {atHome ? (
        <Suspense fallback={null}>
          <AppHome space={space} />
        </Suspense>
      ) : failed ? (
        <div class="notice" role="alert">
          <p>{failed}</p>
          <Button onClick={load}>Try again</Button>
        </div>
      ) : (
        <MessageList
          key={space}
          name={space}
          space={space}
          threads={hasThreads(entry?.space)}
          readUntil={readUntil}
          {...(target ? { target } : {})}
        />
      )}
      {!atHome && <Write space={space} />}
    </section>
  );
}

/** Apps may have a home beside the messages with them. */
function HomeButton({ space, open, onToggle }: { space: string; open: boolean; onToggle: (open: boolean) => void }) {
  const entry = spaceEntry(space).value;
  const other = entry && partner(entry.space);
  const app = other?.type === "BOT" ? lastPart(other.name) : "";
  const [has, setHas] = useState(false);
  useEffect(() => {
    if (app) void call("GetApp", { name: `apps/${app}` }).then((found) => setHas(found.home ?? false), () => {});
  }, [app]);
  if (!has) return null;
  return (
    <IconButton label="Home" aria-pressed={open} onClick={() => onToggle(!open)}>
      <House />
    </IconButton>
  );
}

function Head({ space, home }: { space: string; home: ComponentChildren }) {
  const entry = spaceEntry(space).value;
  const title = spaceTitle(entry?.space);
  const other = entry && partner(entry.space);
  return (
    <header class="panel-head">
      <IconButton label="To the list of conversations" class="only-narrow" onClick={() => go("/")}>
        <ChevronLeft />
      </IconButton>
      {other && (
        <span class="with-presence">
          <Avatar name={title} id={other.name ?? title} url={other.avatarUrl} />
          {other.type !== "BOT" && <PresenceDot state={presenceOf(other.name).value} />}
        </span>
      )}
      <div class="grow">
        <h1>{title}</h1>
        <div class="panel-sub">{subtitle(space)}</div>
      </div>
      {home}
      <IconButton
        label="Members and settings"
        aria-pressed={details.value}
        onClick={() => {
          if (route.value.thread && !details.value) go(location.pathname.split("/").slice(0, 3).join("/"));
          details.value = !details.value;
        }}
      >
        <Info />
      </IconButton>
    </header>
  );
}

function subtitle(name: string): string {
  const space = spaceEntry(name).value?.space;
  if (!space) return "";
  if (space.spaceType === "DIRECT_MESSAGE") return partner(space)?.email ?? "";
  const count = space.membershipCount?.joinedDirectHumanUserCount ?? membersOf(name).value?.length;
  const people = count ? `${count} ${count === 1 ? "member" : "members"}` : "";
  return [people, space.spaceDetails?.description].filter(Boolean).join(" · ");
}
