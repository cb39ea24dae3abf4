import "./switcher.css";
import { Hash, Search, Users } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import type { User } from "../../api/gen/types";
import { lookAhead } from "../../state/read-ahead";
import { go } from "../../state/route";
import { known, me, partner, spaceList, spaceTitle } from "../../state/store";
import { micros } from "../../state/time";
import { Avatar } from "../../ui/Avatar";
import { Dialog } from "../../ui/Dialog";
import { searchPeople } from "../composer/suggest";
import { openChatWith } from "../new-space/open";
import { spacePath } from "../space-list/order";
import { rank } from "./rank";

interface Choice {
  key: string;
  /** The conversation, if there is one already. */
  space?: string;
  label: string;
  detail: string;
  icon: "space" | "group" | User;
  unread: boolean;
  open: () => void;
}

/** Ctrl-K: a few letters and Enter lead anywhere. */
export function Switcher({ onClose }: { onClose: () => void }) {
  const [words, setWords] = useState("");
  const [people, setPeople] = useState<User[]>([]);
  const [active, setActive] = useState(0);
  useEffect(() => {
    let late = false;
    const wait = setTimeout(() => {
      if (words.trim().length < 2) return setPeople([]);
      searchPeople(words).then((found) => !late && setPeople(found), () => {});
    }, 120);
    return () => {
      late = true;
      clearTimeout(wait);
    };
  }, [words]);
  const list = choices(words, people);
  const likely = list[active]?.space;
  useEffect(() => {
    const wait = setTimeout(() => likely && lookAhead(likely), 100);
    return () => clearTimeout(wait);
  }, [likely]);
  const pick = (choice: Choice | undefined) => {
    if (!choice) return;
    onClose();
    choice.open();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setActive((active + 1) % Math.max(1, list.length));
    else if (event.key === "ArrowUp") setActive((active + list.length - 1) % Math.max(1, list.length));
    else if (event.key === "Enter") pick(list[active]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title="Go to" onClose={onClose} bare>
      <div class="switcher-field">
        <Search />
        <input
          data-autofocus
          role="combobox"
          aria-label="Go to a conversation or person"
          aria-expanded="true"
          aria-controls="switcher-list"
          aria-activedescendant={list.length > 0 ? `choice-${active}` : undefined}
          placeholder="Go to a conversation or person"
          value={words}
          onInput={(event) => {
            setWords(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={keys}
        />
      </div>
      <div id="switcher-list" role="listbox" aria-label="Conversations and people" class="switcher-list">
        {list.map((choice, index) => (
          <div
            key={choice.key}
            id={`choice-${index}`}
            role="option"
            aria-selected={index === active}
            class={`suggestion${choice.unread ? " unread" : ""}`}
            onMouseDown={(event) => {
              event.preventDefault();
              pick(choice);
            }}
          >
            <ChoiceIcon icon={choice.icon} label={choice.label} />
            <span>{choice.label}</span>
            <span class="muted">{choice.detail}</span>
          </div>
        ))}
      </div>
      {list.length === 0 && <p class="switcher-none muted">Nothing is called that.</p>}
    </Dialog>
  );
}

function ChoiceIcon({ icon, label }: { icon: Choice["icon"]; label: string }) {
  if (icon === "space") return <Hash class="choice-icon" />;
  if (icon === "group") return <Users class="choice-icon" />;
  return <Avatar size="small" name={label} id={icon.name ?? ""} url={icon.avatarUrl} />;
}

function choices(words: string, people: User[]): Choice[] {
  const spaces = spaceList.value.map((entry): Choice & { time: number } => {
    const other = partner(entry.space);
    const name = entry.space.name ?? "";
    return {
      key: name,
      space: name,
      label: spaceTitle(entry.space),
      detail: other?.email ?? "",
      icon: other ?? (entry.space.spaceType === "SPACE" ? "space" : "group"),
      unread: entry.unread > 0,
      open: () => go(spacePath(name)),
      time: micros(entry.space.lastActiveTime) + (entry.unread > 0 ? 1e17 : 0),
    };
  });
  const ranked = rank(words, spaces.sort((a, b) => b.time - a.time), (choice) => `${choice.label} ${choice.detail.split("@")[0]}`);
  const there = new Set(spaceList.value.map((entry) => partner(entry.space)?.name));
  const others = [...people, ...known.value.people.values()]
    .filter((user, index, all) => all.findIndex((one) => one.name === user.name) === index)
    .filter((user) => user.type !== "BOT" && user.name !== me.value?.name && !there.has(user.name));
  const found = words.trim() === "" ? [] : rank(words, others, (user) => `${user.displayName ?? ""} ${user.email?.split("@")[0] ?? ""}`);
  return [
    ...ranked.slice(0, 10),
    ...found.slice(0, 5).map((user): Choice => ({
      key: user.name ?? "",
      label: user.displayName || user.email || "",
      detail: user.email ?? "",
      icon: user,
      unread: false,
      open: () => void openChatWith(user.name ?? "", user),
    })),
  ];
}
