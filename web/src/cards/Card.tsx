import "./cards.css";
import { useMemo } from "preact/hooks";
import type { CardCard, CardCardCardHeader } from "../api/gen/types";
import { CardProvider, newCardState, type CardHost } from "./context";
import { CardButton } from "./parts/CardButton";
import { safeImage } from "./parts/safe";
import { Section } from "./Section";

interface Props {
  card: CardCard;
  host: CardHost;
  /** A dialog has a footer and no frame of its own. */
  dialog?: boolean;
}

/** A whole card. Its form lives as long as the card stays the same. */
export function Card({ card, host, dialog }: Props) {
  const state = useMemo(() => newCardState(card, host), [JSON.stringify(card)]);
  state.host = host;
  const lines = card.sectionDividerStyle !== "NO_DIVIDER";
  const footer = dialog ? card.fixedFooter : undefined;
  return (
    <CardProvider value={state}>
      <div class={`card${dialog ? " in-dialog" : ""}${lines ? " lined" : ""}`} aria-busy={state.busy.value}>
        {state.busy.value && <div class="card-busy" role="progressbar" aria-label="The app is being asked" />}
        {card.header && <Header header={card.header} />}
        {(card.sections ?? []).map((section, index) => (
          <Section key={index} section={section} />
        ))}
        {footer && (
          <div class="card-footer">
            {footer.secondaryButton && <CardButton button={footer.secondaryButton} />}
            {footer.primaryButton && <CardButton button={{ type: "FILLED", ...footer.primaryButton }} />}
          </div>
        )}
      </div>
    </CardProvider>
  );
}

function Header({ header }: { header: CardCardCardHeader }) {
  const url = safeImage(header.imageUrl);
  return (
    <div class="card-header">
      {url && (
        <img
          class={header.imageType === "CIRCLE" ? "circle" : ""}
          src={url}
          alt={header.imageAltText ?? ""}
          loading="lazy"
          referrerpolicy="no-referrer"
        />
      )}
      <div>
        <strong>{header.title}</strong>
        {header.subtitle && <div class="card-label">{header.subtitle}</div>}
      </div>
    </div>
  );
}
