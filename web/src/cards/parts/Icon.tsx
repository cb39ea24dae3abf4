import type { CardIcon } from "../../api/gen/types";
import { knownIcon, materialIcon } from "./icons";
import { safeImage } from "./safe";

/** An icon: one by name, or a picture. Beside a text it says nothing more. */
export function Icon({ icon }: { icon: CardIcon | undefined }) {
  if (!icon) return null;
  const url = safeImage(icon.iconUrl);
  const label = icon.altText;
  if (url) {
    const shape = icon.imageType === "CIRCLE" ? "card-icon circle" : "card-icon";
    return <img class={shape} src={url} alt={label ?? ""} loading="lazy" referrerpolicy="no-referrer" />;
  }
  const Found = knownIcon(icon.knownIcon) ?? materialIcon(icon.materialIcon?.name);
  if (!Found) return null;
  const filled = icon.materialIcon?.fill ? { fill: "currentColor" } : {};
  return <Found class="card-icon" {...filled} {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" })} />;
}
