// What a card's widgets share: the values of its form, and where clicks go.

import { signal, type Signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { CardAction, CardCard, CardSelectionInputSelectionItem, User } from "../api/gen/types";
import { initialForm, type Form } from "./form";

/** A value as the events of apps hold it. */
export interface Click {
  function: string;
  parameters: Record<string, string>;
  formInputs: Form;
  opensDialog: boolean;
}

/** Where a card stands: what a click does there. */
export interface CardHost {
  click(click: Click): Promise<CardSelectionInputSelectionItem[] | void>;
  searchPeople?(words: string): Promise<User[]>;
}

export interface CardState {
  form: Signal<Form>;
  /** Names of widgets that were left empty. */
  missing: Signal<ReadonlySet<string>>;
  /** An app is being asked. */
  busy: Signal<boolean>;
  host: CardHost;
}

export function newCardState(card: CardCard, host: CardHost): CardState {
  return { form: signal(initialForm(card)), missing: signal(new Set()), busy: signal(false), host };
}

const Context = createContext<CardState | null>(null);
export const CardProvider = Context.Provider;

export function useCard(): CardState {
  const state = useContext(Context);
  if (!state) throw new Error("a widget stands outside of a card");
  return state;
}

/** Plays an action, unless something that it requires is empty. */
export async function play(
  card: CardState,
  action: CardAction,
  extra: Record<string, string> = {},
): Promise<CardSelectionInputSelectionItem[] | void> {
  const form = card.form.peek();
  const required = action.allWidgetsAreRequired ? Object.keys(form) : (action.requiredWidgets ?? []);
  const missing = new Set(required.filter((name) => isEmpty(form[name])));
  card.missing.value = missing;
  if (missing.size > 0 || card.busy.peek()) return;
  const parameters = Object.fromEntries((action.parameters ?? []).map(({ key = "", value = "" }) => [key, value]));
  const quiet = "autocomplete_widget_query" in extra || action.loadIndicator === "NONE";
  card.busy.value = !quiet;
  try {
    return await card.host.click({
      function: action.function ?? "",
      parameters: { ...parameters, ...extra },
      formInputs: form,
      opensDialog: action.interaction === "OPEN_DIALOG",
    });
  } finally {
    card.busy.value = false;
  }
}

function isEmpty(value: Form[string] | undefined): boolean {
  return value === undefined || (Array.isArray(value) && value.every((one) => one.trim() === ""));
}
