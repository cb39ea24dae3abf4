import type { CardChipList } from "../../api/gen/types";
import { Clickable } from "../parts/Clickable";
import { Icon } from "../parts/Icon";

export function ChipList({ data }: { data: CardChipList }) {
  const scrolls = data.layout === "HORIZONTAL_SCROLLABLE";
  return (
    <div class={scrolls ? "card-chips scrolls" : "card-chips"} {...(scrolls ? { tabIndex: 0, role: "group", "aria-label": "Choices" } : {})}>
      {(data.chips ?? []).map((chip, index) => (
        <Clickable key={index} class="card-chip" onClick={chip.onClick} disabled={chip.disabled} label={chip.label ? undefined : chip.altText || "Choice"} hint={chip.altText}>
          <Icon icon={chip.icon} />
          {chip.label}
        </Clickable>
      ))}
    </div>
  );
}
