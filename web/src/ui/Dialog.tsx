import "./dialog.css";
import { X } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { IconButton } from "./Button";

interface Props {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  wide?: boolean;
  /** For dialogs whose first field says all: the title is only read aloud. */
  bare?: boolean;
}

/** A modal dialog of the browser's own, which keeps focus inside and gives it back. */
export function Dialog({ title, onClose, children, wide, bare }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Before the next key arrives: what is typed right after a shortcut belongs to the dialog.
  useLayoutEffect(() => {
    const dialog = element.current;
    const before = document.activeElement as HTMLElement | null;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>("[data-autofocus]")?.focus();
    return () => {
      dialog?.close();
      before?.focus?.();
    };
  }, []);
  const outside = (event: MouseEvent) => {
    if (event.target === element.current) onClose();
  };
  const cancel = (event: Event) => {
    event.preventDefault();
    onClose();
  };
  return (
    <dialog
      ref={element}
      class={`dialog${wide ? " wide" : ""}${bare ? " bare" : ""}`}
      aria-labelledby={heading}
      onCancel={cancel}
      onMouseDown={outside}
    >
      <div class="dialog-inner">
        <header class={bare ? "visually-hidden" : "dialog-head"}>
          <h2 id={heading}>{title}</h2>
          {!bare && (
            <IconButton label="Close" onClick={onClose}>
              <X />
            </IconButton>
          )}
        </header>
        {children}
      </div>
    </dialog>
  );
}
