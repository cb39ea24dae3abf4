import { useState } from "preact/hooks";
import type { CardTextParagraph } from "../../api/gen/types";
import { CardText } from "../parts/CardText";

export function TextParagraph({ data }: { data: CardTextParagraph }) {
  const lines = data.maxLines ?? 0;
  const [whole, setWhole] = useState(false);
  const cut = lines > 0 && !whole;
  const long = lines > 0 && (data.text ?? "").length > lines * 60;
  return (
    <div class="card-text">
      <div class={cut ? "clamped" : ""} style={cut ? { "--lines": String(lines) } : {}}>
        <CardText text={data.text} syntax={data.textSyntax} />
      </div>
      {long && (
        <button type="button" class="card-more" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? "Show less" : "Show more"}
        </button>
      )}
    </div>
  );
}
