import type { CardCardNestedWidget, CardColumnsColumnWidgets, CardWidget } from "../api/gen/types";
import { WIDGETS } from "./registry";

type Any = CardWidget | CardColumnsColumnWidgets | CardCardNestedWidget;

/** Any widget; one without data, or with data from the future, shows nothing. */
export function Widget({ widget }: { widget: Any }) {
  const field = Object.keys(widget).find((name) => name in WIDGETS);
  const Found = field && WIDGETS[field];
  if (!field || !Found) return null;
  const alignment = "horizontalAlignment" in widget ? widget.horizontalAlignment : undefined;
  const across = alignment && alignment !== "HORIZONTAL_ALIGNMENT_UNSPECIFIED" ? ` across-${alignment.toLowerCase()}` : "";
  return (
    <div class={`widget${across}`}>
      <Found data={widget[field as keyof Any]} />
    </div>
  );
}
