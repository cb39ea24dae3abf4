import { afterEach, beforeEach, expect, it } from "vitest";
import { route } from "../../state/route";
import { begin } from "../../testing";
import { overlay } from "./overlay";
import { startShortcuts } from "./shortcuts";

let stop = () => {};
beforeEach(() => {
  begin({ name: "spaces/A", spaceType: "SPACE", displayName: "Art" }, { name: "spaces/B", spaceType: "SPACE", displayName: "Boats" });
  stop = startShortcuts();
});
afterEach(() => {
  stop();
  overlay.value = null;
});

const press = (key: string, held: KeyboardEventInit = {}, on: EventTarget = document.body) =>
  on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...held }));

it("walk through the conversations, round and round", () => {
  press("ArrowDown", { altKey: true });
  expect(route.value.space).toBe("spaces/A");
  press("ArrowUp", { altKey: true });
  expect(route.value.space).toBe("spaces/B");
});

it("open the switcher, and the list of shortcuts unless one types", () => {
  press("k", { ctrlKey: true });
  expect(overlay.value).toEqual({ kind: "switcher" });
  overlay.value = null;
  const field = document.createElement("textarea");
  document.body.replaceChildren(field);
  press("?", {}, field);
  expect(overlay.value).toBeNull();
  press("?");
  expect(overlay.value).toEqual({ kind: "shortcuts" });
});
