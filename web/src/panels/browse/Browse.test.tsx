import { expect, it, vi } from "vitest";
import { route } from "../../state/route";
import { known } from "../../state/store";
import { begin, draw, serve } from "../../testing";
import { Browse } from "./Browse";

const space = (id: string, displayName: string) => ({ name: `spaces/${id}`, spaceType: "SPACE" as const, displayName });

it("offers to join the spaces that one is not in", async () => {
  begin(space("A", "Art"));
  serve({
    "GET /confab/v1/discoverableSpaces": () => ({ spaces: [space("A", "Art"), space("B", "Boats")] }),
    "POST /confab/v1/spaces/B:join": () => ({}),
    "GET /v1/spaces/B": () => space("B", "Boats"),
  });
  const place = draw(<Browse />);
  const button = (name: string) => [...place.querySelectorAll(".browse-row")].find((row) => row.textContent?.includes(name))?.querySelector("button");
  await vi.waitFor(() => expect(button("Boats")?.textContent).toBe("Join"));
  expect(button("Art")?.textContent).toBe("Open");
  button("Boats")?.click();
  await vi.waitFor(() => expect(route.value.space).toBe("spaces/B"));
  expect(known.value.spaces.get("spaces/B")?.space.displayName).toBe("Boats");
});
