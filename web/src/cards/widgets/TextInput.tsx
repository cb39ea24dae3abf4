import { lazy, Suspense } from "preact/compat";
import { useId, useRef, useState } from "preact/hooks";
import type { CardTextInput } from "../../api/gen/types";
import { Field } from "../../ui/Field";
import { play, useCard } from "../context";
import { texts } from "../form";

const EmojiPicker = lazy(() => import("../../panels/emoji/EmojiPicker").then((module) => module.EmojiPicker));

const KINDS: Record<string, { type: string; inputMode?: "numeric" | "decimal" | "email"; pattern?: string }> = {
  INTEGER: { type: "text", inputMode: "numeric", pattern: "[+-]?\\d+" },
  FLOAT: { type: "text", inputMode: "decimal", pattern: "[+-]?\\d+([.,]\\d+)?" },
  EMAIL: { type: "email", inputMode: "email" },
};

/** A field whose text is an emoji: a button that shows it, and chooses another one. */
function EmojiInput({ data }: { data: CardTextInput }) {
  const card = useCard();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const name = data.name ?? "";
  const value = texts(card.form.value[name])[0] ?? "";
  const label = data.label || data.hintText || name;
  const set = (unicode: string) => {
    card.form.value = { ...card.form.value, [name]: [unicode] };
    if (data.onChangeAction) void play(card, data.onChangeAction);
  };
  return (
    <div class="field">
      <span class="field-label">{label}</span>
      <button
        ref={button}
        type="button"
        class="input emoji-input"
        aria-label={`${label}: ${value || "choose an emoji"}`}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {value || data.placeholderText || "Choose an emoji"}
      </button>
      {card.missing.value.has(name) && (
        <span class="field-error" role="alert">
          This is required.
        </span>
      )}
      {open && (
        <Suspense fallback={null}>
          <EmojiPicker anchor={button.current} custom={false} onPick={(emoji) => set(emoji.unicode ?? "")} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}

export function TextInput(props: { data: CardTextInput }) {
  return props.data.validation?.inputType === "EMOJI_PICKER" ? <EmojiInput {...props} /> : <Typed {...props} />;
}

function Typed({ data }: { data: CardTextInput }) {
  const card = useCard();
  const list = useId();
  const name = data.name ?? "";
  const value = texts(card.form.value[name])[0] ?? "";
  const suggested = data.initialSuggestions?.items ?? [];
  const limit = data.validation?.characterLimit;
  const kind = KINDS[data.validation?.inputType ?? ""] ?? { type: "text" };
  const attributes = {
    class: "input",
    name,
    value,
    placeholder: data.placeholderText ?? "",
    ...(limit ? { maxLength: limit } : {}),
    "aria-invalid": card.missing.value.has(name),
    onInput: (event: { currentTarget: { value: string } }) => {
      card.form.value = { ...card.form.value, [name]: event.currentTarget.value === "" ? [] : [event.currentTarget.value] };
    },
    onChange: () => data.onChangeAction && void play(card, data.onChangeAction),
  };
  const hint = [data.hintText, limit ? `${value.length} / ${limit}` : ""].filter(Boolean).join(" · ");
  return (
    <Field
      label={data.label || data.hintText || name}
      hint={data.label ? hint : limit ? `${value.length} / ${limit}` : undefined}
      error={card.missing.value.has(name) ? "This is required." : undefined}
    >
      {data.type === "MULTIPLE_LINE" && suggested.length === 0 ? (
        <textarea {...attributes} rows={3} />
      ) : (
        <input {...attributes} {...kind} {...(suggested.length > 0 ? { list } : {})} />
      )}
      {suggested.length > 0 && (
        <datalist id={list}>
          {suggested.map((item) => (
            <option value={item.text} />
          ))}
        </datalist>
      )}
    </Field>
  );
}
