import type { CardBorderStyle, CardGrid, CardGridGridItem, CardImageComponent } from "../../api/gen/types";
import { css } from "../parts/CardButton";
import { clicks, Clickable } from "../parts/Clickable";
import { safeImage } from "../parts/safe";

export function Grid({ data }: { data: CardGrid }) {
  const columns = Math.min(6, Math.max(1, data.columnCount ?? 2));
  return (
    <div>
      {data.title && <div class="card-label">{data.title}</div>}
      <div class="card-grid" style={{ "--columns": String(columns) }}>
        {(data.items ?? []).map((item, index) =>
          clicks(data.onClick) ? (
            <Clickable
              key={item.id ?? index}
              class="grid-item clickable"
              style={border(data.borderStyle)}
              onClick={data.onClick}
              label={item.title || item.subtitle ? undefined : item.image?.altText || `Item ${index + 1}`}
              extra={{ grid_item_identifier: item.id ?? "" }}
            >
              <Content item={item} />
            </Clickable>
          ) : (
            <div key={item.id ?? index} class="grid-item" style={border(data.borderStyle) ?? {}}>
              <Content item={item} />
            </div>
          ),
        )}
      </div>
    </div>
  );
}

function Content({ item }: { item: CardGridGridItem }) {
  const text = (item.title || item.subtitle) && (
    <span class="grid-text">
      {item.title && <strong>{item.title}</strong>}
      {item.subtitle && <span class="card-label">{item.subtitle}</span>}
    </span>
  );
  const above = item.layout === "TEXT_ABOVE";
  return (
    <>
      {above && text}
      {item.image && <GridImage image={item.image} />}
      {!above && text}
    </>
  );
}

const RATIOS: Record<string, number> = { SQUARE: 1, CIRCLE: 1, RECTANGLE_4_3: 4 / 3 };

function GridImage({ image }: { image: CardImageComponent }) {
  const url = safeImage(image.imageUri);
  if (!url) return null;
  const crop = image.cropStyle;
  const ratio = crop?.type === "RECTANGLE_CUSTOM" ? crop.aspectRatio : RATIOS[crop?.type ?? ""];
  const style = { ...border(image.borderStyle), ...(ratio ? { "aspect-ratio": String(ratio) } : {}) };
  return (
    <img
      class={crop?.type === "CIRCLE" ? "grid-image circle" : "grid-image"}
      style={style}
      src={url}
      alt={image.altText ?? ""}
      loading="lazy"
      referrerpolicy="no-referrer"
    />
  );
}

function border(style: CardBorderStyle | undefined): Record<string, string> | undefined {
  if (!style) return undefined;
  const radius = { "border-radius": `${Math.min(40, Math.max(0, style.cornerRadius ?? 0))}px` };
  if (style.type !== "STROKE") return radius;
  return { ...radius, border: `1px solid ${style.strokeColor ? css(style.strokeColor) : "var(--line-strong)"}` };
}
