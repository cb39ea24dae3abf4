import type { CardCard } from "../../api/gen/types";

/** Cards to begin with. */
export const EXAMPLES: Record<string, CardCard> = {
  "A request": {
    header: { title: "Leave request", subtitle: "from Bob Baptiste" },
    sections: [
      {
        header: "When",
        widgets: [
          { decoratedText: { startIcon: { knownIcon: "INVITE" }, topLabel: "Days", text: "<b>3 to 7 December</b>", bottomLabel: "5 working days" } },
          { decoratedText: { startIcon: { materialIcon: { name: "info" } }, text: "Tell the team", switchControl: { name: "tell", value: "yes", selected: true } } },
        ],
      },
      {
        widgets: [
          { textInput: { name: "note", label: "Note", type: "MULTIPLE_LINE", placeholderText: "Optional" } },
          {
            buttonList: {
              buttons: [
                { text: "Approve", type: "FILLED", onClick: { action: { function: "approve", parameters: [{ key: "id", value: "42" }] } } },
                { text: "Decline", onClick: { action: { function: "decline" } } },
              ],
            },
          },
        ],
      },
    ],
  },
  "Every input": {
    sections: [
      {
        collapsible: true,
        uncollapsibleWidgetsCount: 4,
        widgets: [
          { textInput: { name: "email", label: "E-mail", validation: { inputType: "EMAIL", characterLimit: 60 } } },
          { selectionInput: { name: "size", label: "Size", type: "DROPDOWN", items: [{ text: "Small", value: "s" }, { text: "Large", value: "l", selected: true }] } },
          { selectionInput: { name: "days", label: "Days", type: "CHECK_BOX", items: [{ text: "Monday", value: "mo" }, { text: "Tuesday", value: "tu" }] } },
          { dateTimePicker: { name: "when", label: "When", type: "DATE_AND_TIME" } },
          { selectionInput: { name: "one", label: "Only one", type: "RADIO_BUTTON", items: [{ text: "This", value: "1" }, { text: "That", value: "2" }] } },
          { selectionInput: { name: "people", label: "People", type: "MULTI_SELECT", platformDataSource: { commonDataSource: "USER" }, multiSelectMinQueryLength: 1 } },
          { chipList: { chips: [{ label: "Chip", onClick: { openLink: { url: "https://example.com" } } }, { label: "Off", disabled: true }] } },
          {
            columns: {
              columnItems: [
                { widgets: [{ textParagraph: { text: "Left <i>column</i>" } }] },
                { widgets: [{ textParagraph: { text: "Right **column**", textSyntax: "MARKDOWN" } }] },
              ],
            },
          },
        ],
      },
    ],
  },
  "A grid": {
    header: { title: "Choose a room" },
    sections: [
      {
        widgets: [
          {
            grid: {
              columnCount: 2,
              borderStyle: { type: "STROKE", cornerRadius: 8 },
              items: [
                { id: "1", title: "Aurora", subtitle: "6 seats" },
                { id: "2", title: "Borealis", subtitle: "12 seats" },
              ],
              onClick: { action: { function: "choose" } },
            },
          },
        ],
      },
    ],
  },
};
