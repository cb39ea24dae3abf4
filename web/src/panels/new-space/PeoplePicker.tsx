import "./new-space.css";
import { X } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import type { User } from "../../api/gen/types";
import { isGroup, searchGroups } from "../../state/groups";
import { known, me } from "../../state/store";
import { Avatar } from "../../ui/Avatar";
import { fits, searchPeople } from "../composer/suggest";

interface Props {
  label: string;
  /** People, and groups by their names `groups/…`. */
  chosen: User[];
  onChange: (chosen: User[]) => void;
  /** Groups can be chosen too. */
  groups?: boolean;
}

const shown = (user: User) => user.displayName || user.email || user.name || "";

/** A field that finds people by name or address and keeps those that were chosen. */
export function PeoplePicker({ label, chosen, onChange, groups = false }: Props) {
  const [words, setWords] = useState("");
  const [found, setFound] = useState<User[]>([]);
  const [active, setActive] = useState(0);
  useEffect(() => {
    let late = false;
    void look(words, groups).then((users) => {
      if (late) return;
      setFound(users.filter((user) => user.name !== me.value?.name && !chosen.some((one) => one.name === user.name)));
      setActive(0);
    });
    return () => {
      late = true;
    };
  }, [words, chosen]);
  const add = (user: User | undefined) => {
    if (!user) return;
    onChange([...chosen, user]);
    setWords("");
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Enter") add(found[active]);
    else if (event.key === "ArrowDown") setActive(Math.min(active + 1, found.length - 1));
    else if (event.key === "ArrowUp") setActive(Math.max(active - 1, 0));
    else if (event.key === "Backspace" && words === "" && chosen.length > 0) return onChange(chosen.slice(0, -1));
    else return;
    event.preventDefault();
  };
  return (
    <div class="people-picker">
      <div class="people-field">
        {chosen.map((user) => (
          <span key={user.name} class="chosen">
            {shown(user)}
            <button type="button" aria-label={`Remove ${shown(user)}`} onClick={() => onChange(chosen.filter((one) => one !== user))}>
              <X />
            </button>
          </span>
        ))}
        <input
          data-autofocus
          role="combobox"
          aria-expanded={found.length > 0}
          aria-controls="people-found"
          aria-autocomplete="list"
          aria-activedescendant={found.length > 0 ? `person-${active}` : undefined}
          aria-label={label}
          placeholder={chosen.length === 0 ? "Name or e-mail address" : ""}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
          onKeyDown={keys}
        />
      </div>
      <div id="people-found" role="listbox" aria-label="People found">
        {found.slice(0, 6).map((user, index) => (
          <div
            key={user.name}
            id={`person-${index}`}
            role="option"
            aria-selected={index === active}
            class="suggestion"
            onMouseDown={(event) => {
              event.preventDefault();
              add(user);
            }}
          >
            <Avatar size="small" name={shown(user)} id={user.name ?? ""} url={user.avatarUrl} />
            <span>{shown(user)}</span>
            <span class="muted">{isGroup(user.name) ? `Group · ${user.email}` : user.email}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

/** Whom the server finds; before anything is typed, those who are known here. */
async function look(words: string, groups: boolean): Promise<User[]> {
  const near = [...known.peek().people.values()].filter((user) => user.type !== "BOT" && fits(user, words));
  if (words.trim() === "") return near;
  try {
    const names = new Set(near.map((user) => user.name));
    const [people, found] = await Promise.all([searchPeople(words), groups ? searchGroups(words) : []]);
    return [...near, ...people.filter((user) => !names.has(user.name)).slice(0, 4), ...found];
  } catch {
    return near;
  }
}
