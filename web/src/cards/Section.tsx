import { ChevronDown } from "lucide-preact";
import { useState } from "preact/hooks";
import type { CardCardSection } from "../api/gen/types";
import { CardText } from "./parts/CardText";
import { Icon } from "./parts/Icon";
import { Widget } from "./Widget";

/** A part of a card; a collapsible one shows its first widgets only. */
export function Section({ section }: { section: CardCardSection }) {
  const [open, setOpen] = useState(false);
  const widgets = section.widgets ?? [];
  const kept = section.collapsible ? (section.uncollapsibleWidgetsCount ?? 0) : widgets.length;
  const shown = open ? widgets : widgets.slice(0, kept);
  const { expandButton, collapseButton, horizontalAlignment } = section.collapseControl ?? {};
  // One alone does not count.
  const control = expandButton && collapseButton ? (open ? collapseButton : expandButton) : undefined;
  const across = (horizontalAlignment ?? "START").toLowerCase();
  return (
    <section class="card-section">
      {section.header && (
        <h3 class="card-section-head">
          <CardText text={section.header} />
        </h3>
      )}
      {shown.map((widget, index) => (
        <Widget key={index} widget={widget} />
      ))}
      {widgets.length > kept && (
        <button type="button" class={`card-more to-${across}`} aria-expanded={open} onClick={() => setOpen(!open)}>
          {control?.icon ? <Icon icon={control.icon} /> : <ChevronDown class={open ? "turned" : ""} />}
          {control?.text ?? (open ? "Show less" : `Show ${widgets.length - kept} more`)}
        </button>
      )}
    </section>
  );
}
