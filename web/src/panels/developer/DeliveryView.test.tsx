import { expect, it, vi } from "vitest";
import { route } from "../../state/route";
import { begin, draw, serve } from "../../testing";
import { DeliveryView } from "./DeliveryView";

const NAME = "apps/7/deliveries/1";
const DELIVERY = {
  name: NAME,
  eventType: "MESSAGE",
  state: "FAILED",
  request: '{"type":"MESSAGE"}',
  response: "<html>no JSON",
  attempts: [{ time: "2026-11-20T10:00:00Z", status: 502, milliseconds: 11.6 }],
};

it("tells what was sent and what came of it, and sends it again", async () => {
  begin();
  serve({ [`GET /confab/v1/${NAME}`]: () => DELIVERY, [`POST /confab/v1/${NAME}:replay`]: () => ({ name: "apps/7/deliveries/2" }) });
  const place = draw(<DeliveryView name={NAME} />);
  await vi.waitFor(() => expect(place.textContent).toContain("502 in 12 ms"));
  expect([...place.querySelectorAll("pre")].map((one) => one.textContent)).toEqual(['{\n  "type": "MESSAGE"\n}', "<html>no JSON"]);
  [...place.querySelectorAll("button")].find((button) => button.textContent?.includes("Send again"))?.click();
  await vi.waitFor(() => expect(route.value.rest).toEqual(["7", "deliveries", "2"]));
});
