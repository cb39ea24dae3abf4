import type { CardButtonList } from "../../api/gen/types";
import { CardButton } from "../parts/CardButton";

export function ButtonList({ data }: { data: CardButtonList }) {
  return (
    <div class="card-buttons">
      {(data.buttons ?? []).map((button, index) => (
        <CardButton key={index} button={button} />
      ))}
    </div>
  );
}
