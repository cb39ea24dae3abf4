import type { CardCarousel } from "../../api/gen/types";
import { Widget } from "../Widget";

export function Carousel({ data }: { data: CardCarousel }) {
  return (
    <div class="card-carousel" role="group" aria-label="Carousel" tabIndex={0}>
      {(data.carouselCards ?? []).map((card, index) => (
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
  );
}
