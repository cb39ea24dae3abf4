import "./playground.css";
import { ChevronLeft, Copy } from "lucide-preact";
import { useMemo, useState } from "preact/hooks";
import type { CardCard } from "../../api/gen/types";
import { Card } from "../../cards/Card";
import type { Click } from "../../cards/context";
import { go } from "../../state/route";
import { Button, IconButton } from "../../ui/Button";
import { searchPeople } from "../composer/suggest";
import { attempt } from "../message/actions";
import { checkCard, type Fault } from "./check";
import { EXAMPLES } from "./examples";

const KEY = "confab.playground";
const first = () => localStorage.getItem(KEY) ?? JSON.stringify(Object.values(EXAMPLES)[0], null, 2);

/** JSON at the left, the card at the right, faults by their path. */
export function Playground() {
  const [text, setText] = useState(first);
  const [clicked, setClicked] = useState<Click | null>(null);
  const { card, faults } = useMemo(() => read(text), [text]);
  const change = (next: string) => {
    setText(next);
    localStorage.setItem(KEY, next);
  };
  const host = {
    click: async (click: Click) => setClicked(click),
    searchPeople,
  };
  return (
    <>
      <header class="panel-head">
        <IconButton label="To the list of conversations" class="only-narrow" onClick={() => go("/")}>
          <ChevronLeft />
        </IconButton>
        <h1 class="grow">Card playground</h1>
        <select
          class="input example-choice"
          aria-label="Examples"
          value=""
          onChange={(event) => change(JSON.stringify(EXAMPLES[event.currentTarget.value], null, 2))}
        >
          <option value="" disabled>
            Examples
          </option>
          {Object.keys(EXAMPLES).map((name) => (
            <option>{name}</option>
          ))}
        </select>
        <Button onClick={() => void attempt(() => navigator.clipboard.writeText(text))}>
          <Copy /> Copy
        </Button>
      </header>
      <div class="playground">
        <div class="playground-text">
          <textarea aria-label="The card as JSON" spellcheck={false} value={text} onInput={(event) => change(event.currentTarget.value)} />
          <ul class="faults" aria-label="Faults" aria-live="polite">
            {faults.map((fault) => (
              <li key={fault.path + fault.reason}>
                <code>{fault.path}</code> {fault.reason}
              </li>
            ))}
          </ul>
        </div>
        <section class="playground-card" aria-label="The card">
          {card && <Card card={card} host={host} dialog={Boolean(card.fixedFooter)} />}
          {clicked && (
            <div class="clicked">
              <h2>The app would be told</h2>
              <pre>{JSON.stringify({ function: clicked.function, parameters: clicked.parameters, formInputs: clicked.formInputs }, null, 2)}</pre>
            </div>
          )}
        </section>
      </div>
    </>
  );
}

/** Takes a card, a card with its id, or a whole message. */
function read(text: string): { card: CardCard | null; faults: Fault[] } {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    return { card: null, faults: [{ path: "JSON", reason: error instanceof Error ? error.message : "cannot be read" }] };
  }
  const [path, card] = unwrap(value);
  const faults = checkCard(card, path);
  return { card: faults.some((fault) => !fault.reason.startsWith("there is no")) ? null : (card as CardCard), faults };
}

function unwrap(value: Record<string, unknown>): [string, unknown] {
  const list = (value?.cardsV2 ?? value?.cards_v2) as { card?: unknown }[] | undefined;
  if (Array.isArray(list)) return ["cardsV2[0].card", list[0]?.card];
  return value?.card ? ["card", value.card] : ["card", value];
}
