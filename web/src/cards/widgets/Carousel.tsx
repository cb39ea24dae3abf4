import { ChevronLeft, ChevronRight } from "lucide-preact";
import { useRef } from "preact/hooks";
import type { CardCarousel } from "../../api/gen/types";
import { IconButton } from "../../ui/Button";
import { Widget } from "../Widget";

/** Small cards in a row, with buttons to the next and the one before. */
export function Carousel({ data }: { data: CardCarousel }) {
  const row = useRef<HTMLDivElement>(null);
  const cards = data.carouselCards ?? [];
  const step = (by: number) => row.current?.scrollBy({ left: by * (row.current.firstElementChild?.clientWidth ?? 0), behavior: "smooth" });
  return (
    <div class="card-carousel-frame">
      <div ref={row} class="card-carousel" role="group" aria-label="Carousel" tabIndex={0}>
        {cards.map((card, index) => (
          <div key={index} class="carousel-card">
            <div class="carousel-body">
              {(card.widgets ?? []).map((widget, place) => (
                <Widget key={place} widget={widget} />
              ))}
            </div>
            {card.footerWidgets?.map((widget, place) => <Widget key={place} widget={widget} />)}
          </div>
        ))}
      </div>
      {cards.length > 1 && (
        <div class="carousel-steps">
          <IconButton label="Previous card" onClick={() => step(-1)}>
            <ChevronLeft />
          </IconButton>
          <IconButton label="Next card" onClick={() => step(1)}>
            <ChevronRight />
          </IconButton>
        </div>
      )}
    </div>
  );
}
