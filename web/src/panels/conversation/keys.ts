// Keys in the list of messages: arrows move from one to the next, letters do
// what its buttons do.

const BUTTONS: Record<string, string> = { r: "react", t: "thread", q: "quote", e: "edit", c: "copy-link" };

export function messageKeys(event: KeyboardEvent): void {
  const row = (event.target as HTMLElement).closest<HTMLElement>("li.message");
  if (!row || event.target !== row || event.ctrlKey || event.metaKey || event.altKey) return;
  const action = BUTTONS[event.key.toLowerCase()];
  if (event.key === "ArrowUp" || event.key === "ArrowDown") neighbour(row, event.key === "ArrowUp")?.focus();
  else if (action) row.querySelector<HTMLElement>(`[data-action="${action}"]`)?.click();
  else return;
  event.preventDefault();
}

function neighbour(row: HTMLElement, up: boolean): HTMLElement | null {
  let next = up ? row.previousElementSibling : row.nextElementSibling;
  while (next && !next.matches("li.message")) next = up ? next.previousElementSibling : next.nextElementSibling;
  return next as HTMLElement | null;
}
