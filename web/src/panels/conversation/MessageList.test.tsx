import { act } from "preact/test-utils";
import { beforeEach, expect, it, vi } from "vitest";
import { withTimeline } from "../../state/known";
import { change } from "../../state/store";
import { begin, draw, message, serve } from "../../testing";
import { MessageList } from "./MessageList";

const COUNT = 100;

beforeEach(() => {
  serve({});
  begin({ name: "spaces/A", spaceType: "SPACE", displayName: "Art" });
  const messages = Array.from({ length: COUNT }, (_, index) => message(index));
  change((state) => withTimeline(state, "spaces/A", { messages, older: false, newer: false }));
});

const list = () => <MessageList name="spaces/A" space="spaces/A" threads readUntil={0} />;
const lines = (place: HTMLElement) => [...place.querySelectorAll(".markup")].map((one) => one.textContent);

it("draws what fills the window first, and then all of it", async () => {
  const drawn: number[] = [];
  const place = draw(null);
  const watch = new MutationObserver(() => drawn.push(lines(place).length));
  watch.observe(place, { childList: true, subtree: true });
  const { render } = await import("preact");
  render(list(), place);
  expect(lines(place).length).toBeLessThan(COUNT / 2);
  expect(lines(place).at(-1)).toBe(`line ${COUNT - 1}`);
  await vi.waitFor(() => expect(lines(place).length).toBe(COUNT));
  await vi.waitFor(() => expect(place.querySelector("[role=log]")?.getAttribute("aria-live")).toBe("polite"));
});

it("lets arrows move from one message to the next", async () => {
  const place = draw(list());
  const rows = [...place.querySelectorAll<HTMLElement>("li.message")];
  const press = (key: string) => act(() => void document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })));
  rows[4]?.focus();
  await press("ArrowUp");
  expect(document.activeElement).toBe(rows[3]);
  await press("ArrowDown");
  expect(document.activeElement).toBe(rows[4]);
});
