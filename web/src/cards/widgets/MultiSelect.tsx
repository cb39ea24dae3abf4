import { X } from "lucide-preact";
import { useEffect, useId, useState } from "preact/hooks";
import type { CardSelectionInput, CardSelectionInputSelectionItem } from "../../api/gen/types";
import { play, useCard, type CardState } from "../context";
import { ItemText, useChoice } from "./SelectionInput";

type Item = CardSelectionInputSelectionItem;

/** A field that finds items as one types: of the card, of the app or of people. */
export function MultiSelect({ data }: { data: CardSelectionInput }) {
  const card = useCard();
  const id = useId();
  const { name, values, set, missing } = useChoice(data);
  const [words, setWords] = useState("");
  const [focused, setFocused] = useState(false);
  const [found, setFound] = useState<Item[]>([]);
  const [names, setNames] = useState<ReadonlyMap<string, string>>(
    () => new Map((data.items ?? []).map((item) => [item.value ?? "", item.text ?? ""])),
  );
  const most = data.multiSelectMaxSelectedItems ?? 3;
  useEffect(() => {
    let late = false;
    const wait = setTimeout(() => {
      find(card, data, words).then((items) => !late && setFound(items), () => {});
    }, 150);
    return () => {
      late = true;
      clearTimeout(wait);
    };
  }, [words]);
  const open = focused && values.length < most;
  const shown = open ? found.filter((item) => !values.includes(item.value ?? "")).slice(0, 20) : [];
  const add = (item: Item) => {
    setNames(new Map(names).set(item.value ?? "", item.text ?? ""));
    set([...values, item.value ?? ""]);
    setWords("");
  };
  return (
    <div class="field multi-select" role="group" aria-labelledby={`${id}-label`}>
      <span class="field-label" id={`${id}-label`}>
        {data.label || name}
      </span>
      <div class="people-field">
        {values.map((value) => (
          <span key={value} class="chosen">
            {names.get(value) || value}
            <button type="button" aria-label={`Remove ${names.get(value) || value}`} onClick={() => set(values.filter((one) => one !== value))}>
              <X />
            </button>
          </span>
        ))}
        <input
          role="combobox"
          aria-expanded={shown.length > 0}
          aria-controls={`${id}-list`}
          aria-label={data.label || name}
          disabled={values.length >= most}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
          onKeyDown={(event) => {
            const first = shown[0];
            if (event.key === "Enter" && first) add(first);
            else if (event.key === "Backspace" && words === "") set(values.slice(0, -1));
            else return;
            event.preventDefault();
          }}
        />
      </div>
      <div id={`${id}-list`} role="listbox" aria-label={`Choices for ${data.label || name}`} class={shown.length > 0 ? "multi-list" : ""}>
        {shown.map((item) => (
          <div
            key={item.value}
            role="option"
            aria-selected="false"
            class="suggestion"
            onMouseDown={(event) => {
              event.preventDefault();
              add(item);
            }}
          >
            <ItemText item={item} />
          </div>
        ))}
      </div>
      {missing && (
        <span class="field-error" role="alert">
          This is required.
        </span>
      )}
    </div>
  );
}

async function find(card: CardState, data: CardSelectionInput, words: string): Promise<Item[]> {
  const fits = (item: Item) => (item.text ?? "").toLowerCase().includes(words.toLowerCase());
  const own = (data.items ?? []).filter(fits);
  const dynamic = Boolean(data.externalDataSource || data.platformDataSource);
  if (words.length < (data.multiSelectMinQueryLength ?? (dynamic ? 3 : 0))) return own;
  if (data.externalDataSource) {
    const answer = await play(card, data.externalDataSource, { autocomplete_widget_query: words });
    return [...own, ...(answer ?? [])];
  }
  if (data.platformDataSource?.commonDataSource === "USER" && card.host.searchPeople) {
    const people = await card.host.searchPeople(words);
    return people.map((user) => ({ text: user.displayName || user.email, value: user.name, bottomText: user.email }));
  }
  return own;
}
