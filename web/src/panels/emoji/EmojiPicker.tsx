import "./emoji.css";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { CustomEmoji, Emoji as Picked } from "../../api/gen/types";
import { customEmojis, loadCustomEmojis, pictureOf } from "../../state/custom-emoji";
import { Button } from "../../ui/Button";
import { Popover } from "../../ui/Popover";
import { overlay } from "../shell/overlay";
import { emojiTable, findEmoji, recentEmoji, rememberEmoji, type Emoji } from "./table";

const GROUPS = ["Smileys", "People", "", "Animals and nature", "Food and drink", "Travel", "Activities", "Objects", "Symbols", "Flags"];

interface Props {
  anchor: HTMLElement | null;
  /** The organization's own can be picked too. */
  custom?: boolean;
  onPick: (emoji: Picked) => void;
  onClose: () => void;
}

/** A grid of emoji with a field to search them; arrows move in the grid. */
export function EmojiPicker({ anchor, custom = true, onPick, onClose }: Props) {
  const [all, setAll] = useState<Emoji[]>([]);
  const [words, setWords] = useState("");
  const [found, setFound] = useState<Emoji[]>([]);
  const grid = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  useEffect(() => {
    void emojiTable().then(setAll);
    void loadCustomEmojis();
  }, []);
  useEffect(() => {
    if (words) void findEmoji(words).then((list) => setFound(list.slice(0, 120)));
  }, [words]);
  const take = (emoji: Picked) => {
    onClose();
    anchor?.focus();
    onPick(emoji);
  };
  const pick = (unicode: string) => {
    rememberEmoji(unicode);
    take({ unicode });
  };
  const own = !custom ? [] : customEmojis.value.filter((emoji) => emoji.emojiName?.slice(1).startsWith(words));
  const submit = (event: KeyboardEvent) => {
    const first = found[0];
    if (event.key === "Enter" && words && own[0]) take({ customEmoji: own[0] });
    else if (event.key === "Enter" && words && first) pick(first[0]);
    if (event.key === "ArrowDown") grid.current?.querySelector<HTMLElement>("button")?.focus();
  };
  const names = new Map(all.map((emoji) => [emoji[0], emoji[1]]));
  const recent = recentEmoji().map((unicode): Emoji => [unicode, names.get(unicode) ?? unicode, "", 0]);
  const parts: [string, Emoji[]][] = words
    ? [["Found", found]]
    : [["Often used", recent], ...GROUPS.map((title, group): [string, Emoji[]] => [title, all.filter((emoji) => emoji[3] === group)])];
  return (
    <Popover anchor={anchor} onClose={onClose} placement="top-start" label="Emoji" class="emoji-picker">
      <input
        ref={field}
        class="input"
        type="search"
        placeholder="Search emoji"
        aria-label="Search emoji"
        value={words}
        onInput={(event) => setWords(event.currentTarget.value.trim().toLowerCase())}
        onKeyDown={submit}
      />
      <div ref={grid} class="emoji-groups" onKeyDown={(event) => move(event, grid.current)}>
        {own.length > 0 && <OwnGroup list={own} onPick={(customEmoji) => take({ customEmoji })} />}
        {parts.map(([title, list]) => title && list.length > 0 && <Group key={title} title={title} list={list} onPick={pick} />)}
        {words && found.length === 0 && own.length === 0 && <p class="muted">No emoji is called that.</p>}
      </div>
      {custom && (
        <Button
          onClick={() => {
            onClose();
            overlay.value = { kind: "custom-emoji" };
          }}
        >
          Custom emoji…
        </Button>
      )}
    </Popover>
  );
}

/** The organization's own. */
function OwnGroup({ list, onPick }: { list: CustomEmoji[]; onPick: (emoji: CustomEmoji) => void }) {
  return (
    <section aria-label="Custom">
      <h3>Custom</h3>
      <div class="emoji-grid">
        {list.map((emoji) => (
          <button key={emoji.name} type="button" title={emoji.emojiName} aria-label={emoji.emojiName} onClick={() => onPick(emoji)}>
            <img src={pictureOf(emoji) ?? ""} alt="" loading="lazy" />
          </button>
        ))}
      </div>
    </section>
  );
}

function Group({ title, list, onPick }: { title: string; list: Emoji[]; onPick: (unicode: string) => void }) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <div class="emoji-grid">
        {list.map(([unicode, label]) => (
          <button key={unicode} type="button" title={label} aria-label={label} onClick={() => onPick(unicode)}>
            {unicode}
          </button>
        ))}
      </div>
    </section>
  );
}

function move(event: KeyboardEvent, grid: HTMLElement | null) {
  const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8 }[event.key];
  if (!by || !grid) return;
  event.preventDefault();
  const buttons = [...grid.querySelectorAll<HTMLElement>("button")];
  const here = buttons.indexOf(document.activeElement as HTMLElement);
  buttons[Math.max(0, Math.min(buttons.length - 1, here + by))]?.focus();
}
