// Every widget by the field that holds its data.

import type { ComponentType } from "preact";
import { ButtonList } from "./widgets/ButtonList";
import { Carousel } from "./widgets/Carousel";
import { ChipList } from "./widgets/ChipList";
import { Columns } from "./widgets/Columns";
import { DateTimePicker } from "./widgets/DateTimePicker";
import { DecoratedText } from "./widgets/DecoratedText";
import { Divider } from "./widgets/Divider";
import { Grid } from "./widgets/Grid";
import { Image } from "./widgets/Image";
import { SelectionInput } from "./widgets/SelectionInput";
import { TextInput } from "./widgets/TextInput";
import { TextParagraph } from "./widgets/TextParagraph";

// Each component takes the data of its own field.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const WIDGETS: Record<string, ComponentType<{ data: any }>> = {
  buttonList: ButtonList,
  carousel: Carousel,
  chipList: ChipList,
  columns: Columns,
  dateTimePicker: DateTimePicker,
  decoratedText: DecoratedText,
  divider: Divider,
  grid: Grid,
  image: Image,
  selectionInput: SelectionInput,
  textInput: TextInput,
  textParagraph: TextParagraph,
};
