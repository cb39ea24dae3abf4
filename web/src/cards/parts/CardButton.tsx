import type { CardButton as Button, TypeColor } from "../../api/gen/types";
import { Clickable } from "./Clickable";
import { Icon } from "./Icon";

const KINDS = { FILLED: "filled", FILLED_TONAL: "tonal", BORDERLESS: "borderless" } as const;

/** A card's button: text, icon or both. A color makes it a filled one. */
export function CardButton({ button }: { button: Button }) {
  const color = button.color && css(button.color);
  const kind = color ? "filled" : (KINDS[button.type as keyof typeof KINDS] ?? "outlined");
  const { icon } = button;
  // "Button" is what Google says of an icon that nobody described.
  const described = icon?.altText || icon?.knownIcon || icon?.materialIcon?.name || "Button";
  const label = button.text ? undefined : button.altText || described;
  const only = button.text ? "" : " only-icon";
  return (
    <Clickable
      class={`card-button ${kind}${only}${color && light(button.color) ? " on-light" : ""}`}
      onClick={button.onClick}
      disabled={button.disabled}
      label={label}
      hint={button.altText}
      style={color ? { "--given": color } : undefined}
    >
      <Icon icon={icon} />
      {button.text}
    </Clickable>
  );
}

/** `{red, green, blue}` of 0 to 1; alpha is ignored. */
export function css(color: TypeColor): string {
  const part = (value: number | undefined) => Math.round(Math.min(1, Math.max(0, value ?? 0)) * 255);
  return `rgb(${part(color.red)} ${part(color.green)} ${part(color.blue)})`;
}

/** Whether dark letters read better on it. */
function light(color: TypeColor | undefined): boolean {
  const { red = 0, green = 0, blue = 0 } = color ?? {};
  return 0.2126 * red ** 2.2 + 0.7152 * green ** 2.2 + 0.0722 * blue ** 2.2 > 0.18;
}
