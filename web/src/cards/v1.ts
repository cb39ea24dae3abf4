// Cards of the first version, turned into those of the second.

import type {
  CardButton,
  CardCard,
  CardIcon,
  CardOnClick,
  CardWidget,
  ContextualAddOnMarkupCard,
  ContextualAddOnMarkupCardSection,
} from "../api/gen/types";

type Section = ContextualAddOnMarkupCardSection;
type Widget = NonNullable<Section["widgets"]>[number];
type OldButton = NonNullable<Widget["buttons"]>[number];
type OldClick = NonNullable<OldButton["textButton"]>["onClick"];

export function fromV1(card: ContextualAddOnMarkupCard): CardCard {
  const { header } = card;
  return {
    ...(card.name ? { name: card.name } : {}),
    ...(header
      ? {
          header: {
            title: header.title,
            subtitle: header.subtitle,
            imageUrl: header.imageUrl,
            imageType: header.imageStyle === "AVATAR" ? "CIRCLE" : "SQUARE",
          },
        }
      : {}),
    sections: (card.sections ?? []).map((section) => ({
      header: section.header,
      widgets: (section.widgets ?? []).flatMap(widgets),
    })),
  };
}

/** One old widget may hold text, a picture and buttons at once. */
function widgets(widget: Widget): CardWidget[] {
  const found: CardWidget[] = [];
  if (widget.textParagraph) found.push({ textParagraph: { text: widget.textParagraph.text } });
  if (widget.image) found.push({ image: { imageUrl: widget.image.imageUrl, onClick: click(widget.image.onClick) } });
  const pair = widget.keyValue;
  if (pair) {
    const startIcon = icon(pair.icon, pair.iconUrl);
    found.push({
      decoratedText: {
        topLabel: pair.topLabel,
        text: pair.content,
        bottomLabel: pair.bottomLabel,
        wrapText: pair.contentMultiline,
        onClick: click(pair.onClick),
        ...(startIcon ? { startIcon } : {}),
        ...(pair.button ? { button: button(pair.button) } : {}),
      },
    });
  }
  if (widget.buttons?.length) found.push({ buttonList: { buttons: widget.buttons.map(button) } });
  return found;
}

function button(old: OldButton): CardButton {
  if (old.textButton) return { text: old.textButton.text, onClick: click(old.textButton.onClick), type: "BORDERLESS" };
  const image = old.imageButton;
  return { icon: icon(image?.icon, image?.iconUrl), altText: image?.name, onClick: click(image?.onClick) };
}

function icon(known: string | undefined, url: string | undefined): CardIcon | undefined {
  if (known && known !== "ICON_UNSPECIFIED") return { knownIcon: known };
  return url ? { iconUrl: url } : undefined;
}

function click(old: OldClick): CardOnClick | undefined {
  if (old?.openLink) return { openLink: { url: old.openLink.url } };
  if (!old?.action) return undefined;
  return { action: { function: old.action.actionMethodName, parameters: old.action.parameters } };
}
