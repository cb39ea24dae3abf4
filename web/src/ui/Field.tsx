import "./field.css";
import type { ComponentChildren } from "preact";

interface Props {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  children: ComponentChildren;
}

/** A label around its input, with what helps below. */
export function Field({ label, hint, error, children }: Props) {
  return (
    <label class="field">
      <span class="field-label">{label}</span>
      {children}
      {error ? <span class="field-error" role="alert">{error}</span> : hint && <span class="field-hint">{hint}</span>}
    </label>
  );
}
