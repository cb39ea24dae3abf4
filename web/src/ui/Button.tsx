import "./button.css";
import type { ComponentChildren, JSX, Ref } from "preact";

type Props = Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, "icon"> & {
  kind?: "primary" | "plain" | "quiet" | "danger";
  children?: ComponentChildren;
  elementRef?: Ref<HTMLButtonElement>;
};

export function Button({ kind = "plain", class: extra, elementRef, ...rest }: Props) {
  return <button type="button" {...(elementRef ? { ref: elementRef } : {})} class={`button ${kind} ${extra ?? ""}`} {...rest} />;
}

/** A button that is only a picture; its label is its name and its tooltip. */
export function IconButton({ label, class: extra, elementRef, ...rest }: Omit<Props, "kind"> & { label: string }) {
  return (
    <button
      type="button"
      {...(elementRef ? { ref: elementRef } : {})}
      class={`icon-button ${extra ?? ""}`}
      aria-label={label}
      title={label}
      {...rest}
    />
  );
}
