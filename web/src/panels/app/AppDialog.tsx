import { useMemo } from "preact/hooks";
import { Card } from "../../cards/Card";
import { Dialog } from "../../ui/Dialog";
import { searchPeople } from "../composer/suggest";
import { clickDialog, closeDialog, type OpenDialog } from "./interact";

/** A dialog that an app opened. */
export function AppDialog({ open }: { open: OpenDialog }) {
  const host = useMemo(() => ({ click: (click: Parameters<typeof clickDialog>[1]) => clickDialog(open, click), searchPeople }), [open]);
  const { header, ...card } = open.card;
  return (
    <Dialog title={header?.title || "From an app"} onClose={closeDialog}>
      {header?.subtitle && <p class="muted">{header.subtitle}</p>}
      <Card card={card} host={host} dialog />
    </Dialog>
  );
}
