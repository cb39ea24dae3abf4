import "./popover.css";
import { autoUpdate, computePosition, flip, offset, shift, size, type Placement } from "@floating-ui/dom";
import { createPortal } from "preact/compat";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface Props {
  anchor: HTMLElement | null;
  onClose: () => void;
  children: ComponentChildren;
  placement?: Placement;
  label?: string;
  role?: "dialog" | "menu" | "listbox";
  class?: string;
}

/** Something small beside its anchor, gone with Escape or a click elsewhere. */
export function Popover({ anchor, onClose, children, placement = "bottom-end", label, role = "dialog", class: extra }: Props) {
  const element = useRef<HTMLDivElement>(null);
  // Both before the next key or click arrives, as in dialogs.
  useLayoutEffect(() => {
    const floating = element.current;
    if (!anchor || !floating) return;
    return autoUpdate(anchor, floating, () => void place(anchor, floating, placement));
  }, [anchor, placement]);
  useLayoutEffect(() => {
    const outside = (event: Event) => {
      const target = event.target as Node;
      if (!element.current?.contains(target) && !anchor?.contains(target)) onClose();
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      event.preventDefault();
      onClose();
      anchor?.focus();
    };
    addEventListener("pointerdown", outside, true);
    addEventListener("keydown", escape, true);
    return () => {
      removeEventListener("pointerdown", outside, true);
      removeEventListener("keydown", escape, true);
    };
  }, [anchor, onClose]);
  // Inside an open modal dialog everything else is inert.
  const home = anchor?.closest("dialog") ?? document.body;
  return createPortal(
    <div ref={element} class={`popover ${extra ?? ""}`} role={role} aria-label={label}>
      {children}
    </div>,
    home,
  );
}

async function place(anchor: HTMLElement, floating: HTMLElement, placement: Placement) {
  const limit = size({
    padding: 8,
    apply: ({ availableHeight, elements }) => {
      elements.floating.style.maxHeight = `${Math.max(120, availableHeight)}px`;
    },
  });
  const { x, y } = await computePosition(anchor, floating, {
    strategy: "fixed",
    placement,
    middleware: [offset(6), flip({ padding: 8 }), shift({ padding: 8 }), limit],
  });
  floating.style.left = `${x}px`;
  floating.style.top = `${y}px`;
}
