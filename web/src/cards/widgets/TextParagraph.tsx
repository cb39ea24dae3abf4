import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { CardTextParagraph } from "../../api/gen/types";
import { CardText } from "../parts/CardText";

/** A text; of a long one the first lines, unless somebody asks for more. */
export function TextParagraph({ data }: { data: CardTextParagraph }) {
  const lines = Math.max(0, data.maxLines ?? 0);
  const box = useRef<HTMLDivElement>(null);
  const [whole, setWhole] = useState(false);
  const [long, setLong] = useState(false);
  useLayoutEffect(() => {
    const element = box.current;
    if (element && !whole) setLong(element.scrollHeight > element.clientHeight + 1);
  }, [data.text, lines, whole]);
  const cut = lines > 0 && !whole;
  return (
    <div class="card-text">
      <div ref={box} class={cut ? "clamped" : ""} style={cut ? { "--lines": String(lines) } : {}}>
        <CardText text={data.text} syntax={data.textSyntax} />
      </div>
      {long && lines > 0 && (
        <button type="button" class="card-more" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? "Show less" : "Show more"}
        </button>
      )}
    </div>
  );
}
