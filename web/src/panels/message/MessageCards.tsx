import { useMemo } from "preact/hooks";
import type { Message } from "../../api/gen/types";
import { Card } from "../../cards/Card";
import { CardProvider, newCardState } from "../../cards/context";
import { fromV1 } from "../../cards/v1";
import { ButtonList } from "../../cards/widgets/ButtonList";
import { clickCard } from "../app/interact";
import { searchPeople } from "../composer/suggest";

/** The cards of a message, old and new, and the buttons below it. */
export function MessageCards({ message }: { message: Message }) {
  const name = message.name ?? "";
  const host = useMemo(() => ({ click: (click: Parameters<typeof clickCard>[1]) => clickCard(name, click), searchPeople }), [name]);
  const accessory = useMemo(() => newCardState({}, host), [host]);
  return (
    <div class="cards">
      {(message.cardsV2 ?? []).map((one, index) => one.card && <Card key={one.cardId ?? index} card={one.card} host={host} />)}
      {(message.cards ?? []).map((old, index) => (
        <Card key={index} card={fromV1(old)} host={host} />
      ))}
      <CardProvider value={accessory}>
        {(message.accessoryWidgets ?? []).map((widget, index) =>
          widget.buttonList ? (
            <div key={index} class="accessory">
              <ButtonList data={widget.buttonList} />
            </div>
          ) : null,
        )}
      </CardProvider>
    </div>
  );
}
