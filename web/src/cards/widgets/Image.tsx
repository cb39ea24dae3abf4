import { useState } from "preact/hooks";
import type { CardImage } from "../../api/gen/types";
import { clicks, Clickable } from "../parts/Clickable";
import { safeImage } from "../parts/safe";

export function Image({ data }: { data: CardImage }) {
  const [broken, setBroken] = useState(false);
  const url = safeImage(data.imageUrl);
  const picture =
    url && !broken ? (
      <img class="card-image" src={url} alt={data.altText ?? ""} loading="lazy" referrerpolicy="no-referrer" onError={() => setBroken(true)} />
    ) : (
      <span class="card-image-missing">{data.altText || "The picture cannot be shown."}</span>
    );
  if (!clicks(data.onClick)) return picture;
  return (
    <Clickable class="card-image-button" onClick={data.onClick} label={data.altText || "Open"}>
      {picture}
    </Clickable>
  );
}
