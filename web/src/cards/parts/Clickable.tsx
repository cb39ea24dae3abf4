import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import type { CardOnClick } from "../../api/gen/types";
import { MenuList } from "../../ui/Menu";
import { play, useCard } from "../context";
import { safeLink } from "./safe";

interface Props {
  onClick: CardOnClick | undefined;
  children: ComponentChildren;
  class: string;
  /** What it is called where it shows no words. */
  label?: string | undefined;
  /** What is said of it while one points at it. */
  hint?: string | undefined;
  disabled?: boolean | undefined;
  style?: Record<string, string> | undefined;
  /** What the click adds to the action's parameters. */
  extra?: Record<string, string>;
}

/** Whether a click does anything at all. */
export function clicks(onClick: CardOnClick | undefined): boolean {
  return Boolean(onClick?.action || safeLink(onClick?.openLink?.url) || onClick?.overflowMenu?.items?.length);
}

/** Whatever a card lets one press: a link, an action, a menu. */
export function Clickable({ onClick, children, class: classes, label, hint, disabled, style, extra }: Props) {
  const card = useCard();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const url = safeLink(onClick?.openLink?.url);
  const looks = { class: classes, ...(label ? { "aria-label": label } : {}), ...(hint || label ? { title: hint || label } : {}), ...(style ? { style } : {}) };
  if (url && !disabled) {
    return (
      <a {...looks} href={url} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    );
  }
  const menu = onClick?.overflowMenu?.items;
  const press = () => {
    if (menu) setOpen(!open);
    else if (onClick?.action) void play(card, onClick.action, extra);
  };
  const aria = menu ? { "aria-haspopup": "menu" as const, "aria-expanded": open } : {};
  return (
    <>
      <button ref={button} type="button" {...looks} {...aria} disabled={disabled || card.busy.value || !clicks(onClick)} onClick={press}>
        {children}
      </button>
      {open && menu && (
        <MenuList
          anchor={button.current}
          label={label ?? "More"}
          onClose={() => setOpen(false)}
          items={menu.map((item) => ({
            label: item.text ?? "",
            // A menu inside a menu is dropped and its item disabled.
            disabled: Boolean(item.disabled || item.onClick?.overflowMenu || !clicks(item.onClick)),
            onPick: () => pick(item.onClick),
          }))}
        />
      )}
    </>
  );

  function pick(chosen: CardOnClick | undefined) {
    const link = safeLink(chosen?.openLink?.url);
    if (link) window.open(link, "_blank", "noopener,noreferrer");
    else if (chosen?.action) void play(card, chosen.action);
  }
}
