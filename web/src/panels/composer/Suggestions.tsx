import { useRef, useState } from "preact/hooks";
import { Avatar } from "../../ui/Avatar";
import { CustomEmoji } from "../../ui/CustomEmoji";
import { Popover } from "../../ui/Popover";
import { suggestions, type Suggestion } from "./suggest";
import { complete, queryAt, type Query, type Typed } from "./text";

/** Completes the word before the cursor; the field keeps the focus (an ARIA combobox). */
export function useSuggestions(
  space: string,
  now: () => Typed,
  put: (typed: Typed) => void,
  mention: (name: string, user: string) => void,
) {
  const [list, setList] = useState<Suggestion[]>([]);
  const [active, setActive] = useState(0);
  const query = useRef<Query | null>(null);
  const close = () => {
    query.current = null;
    setList([]);
  };
  const look = () => {
    const asked = queryAt(now());
    query.current = asked;
    if (!asked) return setList([]);
    suggestions(asked, space)
      .then((found) => {
        // Only the newest question is answered.
        if (query.current !== asked) return;
        setList(found);
        setActive(0);
      })
      .catch(() => setList([]));
  };
  const pick = (chosen: Suggestion | undefined) => {
    if (!chosen || !query.current) return;
    if (chosen.mention) mention(chosen.mention.name, chosen.mention.user);
    put(complete(now(), query.current, chosen.text));
    close();
  };
  const key = (event: KeyboardEvent): boolean => {
    if (list.length === 0) return false;
    if (event.key === "ArrowDown") setActive((active + 1) % list.length);
    else if (event.key === "ArrowUp") setActive((active + list.length - 1) % list.length);
    else if (event.key === "Enter" || event.key === "Tab") pick(list[active]);
    else if (event.key === "Escape") close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const open = list.length > 0;
  const aria = open
    ? { role: "combobox" as const, "aria-expanded": true, "aria-controls": "suggestions", "aria-activedescendant": `suggestion-${active}` }
    : {};
  return { list, active, look, key, pick, close, aria };
}

interface ListProps {
  list: Suggestion[];
  active: number;
  pick: (chosen: Suggestion) => void;
  close: () => void;
  anchor: HTMLElement | null;
}

export function SuggestionList({ list, active, pick, close, anchor }: ListProps) {
  if (list.length === 0) return null;
  return (
    <Popover anchor={anchor} onClose={close} placement="top-start" role="listbox" label="Suggestions" class="suggestions">
      <div id="suggestions">
        {list.map((one, index) => (
          <div
            key={one.key}
            id={`suggestion-${index}`}
            role="option"
            aria-selected={index === active}
            class="suggestion"
            // The field must not lose the focus.
            onMouseDown={(event) => {
              event.preventDefault();
              pick(one);
            }}
          >
            {one.user && <Avatar size="small" name={one.label} id={one.key} url={one.user.avatarUrl} />}
            {one.emoji && <CustomEmoji id={one.emoji} />}
            <span>{one.label}</span>
            {one.detail && <span class="muted">{one.detail}</span>}
          </div>
        ))}
      </div>
    </Popover>
  );
}
