import type { CardColumns, CardColumnsColumn } from "../../api/gen/types";
import { Widget } from "../Widget";

export function Columns({ data }: { data: CardColumns }) {
  return (
    <div class="card-columns">
      {(data.columnItems ?? []).slice(0, 2).map((column, index) => (
        <Column key={index} column={column} />
      ))}
    </div>
  );
}

function Column({ column }: { column: CardColumnsColumn }) {
  const words = [
    "card-column",
    column.horizontalSizeStyle === "FILL_MINIMUM_SPACE" ? "narrow" : "",
    `across-${(column.horizontalAlignment ?? "START").toLowerCase()}`,
    `down-${(column.verticalAlignment ?? "TOP").toLowerCase()}`,
  ];
  return (
    <div class={words.filter(Boolean).join(" ")}>
      {(column.widgets ?? []).map((widget, index) => (
        <Widget key={index} widget={widget} />
      ))}
    </div>
  );
}
