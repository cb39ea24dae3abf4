import "./space-list.css";
import { ChevronDown, Compass, Hash, Plus, Search, Users } from "lucide-preact";
import { useComputed, useSignal } from "@preact/signals";
import { memo } from "preact/compat";
import { useRef } from "preact/hooks";
import type { SpaceEntry } from "../../state/known";
import { lookAhead } from "../../state/read-ahead";
import { route } from "../../state/route";
import { partner, presenceOf, ready, spaceTitle } from "../../state/store";
import { Avatar } from "../../ui/Avatar";
import { IconButton } from "../../ui/Button";
import { PresenceDot } from "../../ui/PresenceDot";
import { overlay } from "../shell/overlay";
import { Account } from "./Account";
import { Invitations } from "./Invitations";
import { sections, spacePath } from "./order";

/** The spaces and direct messages of the person, by section. */
export function SpaceList() {
  return (
    <nav class="space-list" aria-label="Conversations">
      <Account />
      <button type="button" class="jump" onClick={() => (overlay.value = { kind: "switcher" })}>
        <Search />
        <span>Find or go to</span>
        <kbd>Ctrl K</kbd>
      </button>
      <div class="space-sections">
        <Invitations />
        {sections.value.map((section) => (
          <Section key={section.id} {...section} />
        ))}
        <BrowseRow />
      </div>
    </nav>
  );
}

function BrowseRow() {
  return (
    <a class="space-row browse" href="/browse" aria-current={route.value.view === "browse" ? "page" : undefined}>
      <span class="space-icon">
        <Compass />
      </span>
      <span class="space-name">Browse spaces</span>
    </a>
  );
}

function Section({ id, title, entries }: { id: string; title: string; entries: SpaceEntry[] }) {
  const closed = useSignal(false);
  const direct = id === "direct";
  // A closed section still shows what waits to be read.
  const shown = closed.value ? entries.filter((entry) => entry.unread > 0) : entries;
  return (
    <section aria-labelledby={`section-${id}`}>
      <header class="section-head">
        <h2 id={`section-${id}`}>
          <button type="button" aria-expanded={!closed.value} onClick={() => (closed.value = !closed.value)}>
            <ChevronDown class={closed.value ? "closed" : ""} />
            {title}
          </button>
        </h2>
        <IconButton
          label={direct ? "New direct message" : "New space"}
          onClick={() => (overlay.value = { kind: direct ? "new-chat" : "new-space" })}
        >
          <Plus />
        </IconButton>
      </header>
      <ul>
        {shown.map((entry) => (
          <li key={entry.space.name}>
            <SpaceRow entry={entry} />
          </li>
        ))}
      </ul>
      {ready.value && entries.length === 0 && (
        <p class="section-empty">{direct ? "Nobody here yet." : "You are in no space yet."}</p>
      )}
    </section>
  );
}

/** Milliseconds on a row that are no mere passing over it. */
const LINGER = 60;

/** Drawn anew when it changes, not when another one does or is opened. */
const SpaceRow = memo(function SpaceRow({ entry }: { entry: SpaceEntry }) {
  const name = entry.space.name ?? "";
  const here = useComputed(() => route.value.space === name).value;
  const title = spaceTitle(entry.space);
  const calls = entry.space.spaceType === "SPACE" ? entry.mentions : entry.unread;
  const unread = entry.unread > 0;
  const spoken = `${entry.unread} unread${entry.mentions ? `, ${entry.mentions} for you` : ""}`;
  const waiting = useRef<ReturnType<typeof setTimeout>>();
  const leave = () => clearTimeout(waiting.current);
  const linger = () => {
    leave();
    waiting.current = setTimeout(() => lookAhead(name), LINGER);
  };
  return (
    <a
      class={`space-row${unread ? " unread" : ""}`}
      href={spacePath(name)}
      aria-current={here ? "page" : undefined}
      // Whoever stays on it may want to go there; between press and release there
      // is time to ask as well.
      onPointerEnter={linger}
      onPointerLeave={leave}
      onFocus={linger}
      onBlur={leave}
      onPointerDown={() => lookAhead(name)}
    >
      <SpaceIcon entry={entry} title={title} />
      <span class="space-name">{title}</span>
      {unread && <span class="visually-hidden">{spoken}</span>}
      {calls > 0 ? (
        <span class="badge" aria-hidden="true">
          {calls > 99 ? "99+" : calls}
        </span>
      ) : (
        unread && <span class="dot" aria-hidden="true" />
      )}
    </a>
  );
});

function SpaceIcon({ entry, title }: { entry: SpaceEntry; title: string }) {
  const other = partner(entry.space);
  if (entry.space.spaceType === "DIRECT_MESSAGE") {
    return (
      <span class="with-presence">
        <Avatar size="small" name={title} {...(other?.name ? { id: other.name } : {})} url={other?.avatarUrl} />
        {other && other.type !== "BOT" && <PresenceDot state={presenceOf(other.name).value} />}
      </span>
    );
  }
  return <span class="space-icon">{entry.space.spaceType === "GROUP_CHAT" ? <Users /> : <Hash />}</span>;
}
