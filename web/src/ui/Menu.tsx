import type { Placement } from "@floating-ui/dom";
import type { ComponentChildren, ComponentType } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "./Button";
import { Popover } from "./Popover";

export interface MenuItem {
  label: string;
  icon?: ComponentType;
  onPick: () => void;
  danger?: boolean;
  disabled?: boolean;
}

interface Props {
  label: string;
  /** What the button shows. */
  children: ComponentChildren;
  items: (MenuItem | "line")[];
  class?: string;
  placement?: Placement;
  onOpen?: (open: boolean) => void;
}

/** A button with a menu, used as the pattern of the ARIA guide says. */
export function Menu({ label, children, items, class: extra, placement, onOpen }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const show = (yes: boolean) => {
    setOpen(yes);
    onOpen?.(yes);
  };
  return (
    <>
      <IconButton
        label={label}
        class={extra ?? ""}
        elementRef={button}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => show(!open)}
      >
        {children}
      </IconButton>
      {open && (
        <MenuList anchor={button.current} label={label} items={items} onClose={() => show(false)} {...(placement ? { placement } : {})} />
      )}
    </>
  );
}

interface ListProps {
  anchor: HTMLElement | null;
  label: string;
  items: (MenuItem | "line")[];
  onClose: () => void;
  placement?: Placement;
}

export function MenuList({ anchor, label, items, onClose, placement = "bottom-end" }: ListProps) {
  const list = useRef<HTMLDivElement>(null);
  const buttons = () => [...(list.current?.querySelectorAll<HTMLElement>("button:not(:disabled)") ?? [])];
  useLayoutEffect(() => buttons()[0]?.focus(), []);
  const keys = (event: KeyboardEvent) => {
    const all = buttons();
    const here = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Tab") onClose();
    if (to === undefined) return;
    event.preventDefault();
    all.at(to % all.length)?.focus();
  };
  const pick = (item: MenuItem) => {
    onClose();
    anchor?.focus();
    item.onPick();
  };
  return (
    <Popover anchor={anchor} onClose={onClose} placement={placement} role="menu" label={label} class="menu">
      <div ref={list} onKeyDown={keys}>
        {items.map((item) => (item === "line" ? <hr /> : <Item item={item} onPick={() => pick(item)} />))}
      </div>
    </Popover>
  );
}

function Item({ item, onPick }: { item: MenuItem; onPick: () => void }) {
  const Icon = item.icon;
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      class={item.danger ? "danger" : ""}
      disabled={item.disabled ?? false}
      onClick={onPick}
    >
      {Icon && <Icon />}
      {item.label}
    </button>
  );
}
