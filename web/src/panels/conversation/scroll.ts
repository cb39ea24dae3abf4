// Keeps what is looked at in its place while rows come and go above and below.

import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface Anchor {
  key: string;
  /** Distance of the row's top from that of the viewport. */
  top: number;
}

/** How close to an end the next page is asked for. */
const NEAR = 900;

interface Ends {
  onTop: () => void;
  onBottom: () => void;
  /** Whether the newest row is in sight. */
  onStick: (yes: boolean) => void;
  /** No following of new rows: there are newer ones that are not loaded. */
  loose: boolean;
}

export interface Scroller {
  viewport: RefObject<HTMLDivElement>;
  toEnd: () => void;
  toRow: (key: string) => boolean;
}

export function useScroller(rows: unknown, ends: Ends): Scroller {
  const viewport = useRef<HTMLDivElement>(null);
  const state = useRef<{ stick: boolean; anchor: Anchor | null; ends: Ends }>({ stick: !ends.loose, anchor: null, ends });
  state.current.ends = ends;
  const keep = () => {
    const box = viewport.current;
    if (!box) return;
    const { stick, anchor } = state.current;
    if (stick && !state.current.ends.loose) box.scrollTop = box.scrollHeight;
    else if (anchor) restore(box, anchor);
  };
  useLayoutEffect(() => {
    keep();
    // Whoever stands at the very top makes no scroll event by wanting more.
    const box = viewport.current;
    if (box && box.scrollTop < NEAR && !state.current.stick) state.current.ends.onTop();
  }, [rows]);
  useLayoutEffect(() => {
    const box = viewport.current;
    if (!box?.firstElementChild) return;
    const seen = () => {
      const rest = box.scrollHeight - box.scrollTop - box.clientHeight;
      const stick = rest < 40 && !state.current.ends.loose;
      if (stick !== state.current.stick) state.current.ends.onStick(stick);
      state.current.stick = stick;
      state.current.anchor = topRow(box);
      if (box.scrollTop < NEAR) state.current.ends.onTop();
      if (rest < NEAR) state.current.ends.onBottom();
    };
    // Pictures that load and windows that change size move rows too.
    const sizes = new ResizeObserver(keep);
    sizes.observe(box);
    sizes.observe(box.firstElementChild);
    box.addEventListener("scroll", seen, { passive: true });
    return () => {
      sizes.disconnect();
      box.removeEventListener("scroll", seen);
    };
  }, []);
  return {
    viewport,
    toEnd: () => {
      state.current.stick = true;
      keep();
    },
    toRow: (key) => {
      const row = viewport.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
      if (!row || !viewport.current) return false;
      state.current.stick = false;
      row.scrollIntoView({ block: "center" });
      state.current.anchor = topRow(viewport.current);
      return true;
    },
  };
}

function topRow(box: HTMLElement): Anchor | null {
  const edge = box.getBoundingClientRect().top;
  // Not the date lines: the first one is another one after each page.
  const rows = box.querySelectorAll<HTMLElement>("li.message[data-key]");
  let low = 0;
  let high = rows.length - 1;
  // The first row whose foot is below the upper edge, by halving.
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) > edge) high = middle;
    else low = middle + 1;
  }
  const row = rows[low];
  return row ? { key: row.dataset.key ?? "", top: row.getBoundingClientRect().top - edge } : null;
}

function restore(box: HTMLElement, anchor: Anchor) {
  const row = box.querySelector<HTMLElement>(`[data-key="${CSS.escape(anchor.key)}"]`);
  if (!row) return;
  const moved = row.getBoundingClientRect().top - box.getBoundingClientRect().top - anchor.top;
  if (Math.abs(moved) >= 1) box.scrollTop += moved;
}
