// What was typed and not sent, per conversation and thread.

const PREFIX = "confab.draft.";

export function draft(place: string): string {
  try {
    return localStorage.getItem(PREFIX + place) ?? "";
  } catch {
    return "";
  }
}

export function keepDraft(place: string, text: string): void {
  try {
    if (text === "") localStorage.removeItem(PREFIX + place);
    else localStorage.setItem(PREFIX + place, text);
  } catch {
    // Without storage a draft lives as long as the page.
  }
}
