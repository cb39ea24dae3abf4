import "./shell.css";
import type { ComponentType } from "preact";
import { lazy, Suspense } from "preact/compat";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { loadSpace } from "../../state/load";
import { route } from "../../state/route";
import { known, ready } from "../../state/store";
import { Button } from "../../ui/Button";
import { Toasts } from "../../ui/toast";
import { Conversation } from "../conversation/Conversation";
import { SpaceDetails } from "../space-details/SpaceDetails";
import { SpaceList } from "../space-list/SpaceList";
import { ThreadPanel } from "../thread/ThreadPanel";
import { failure } from "./failure";
import { Home } from "./Home";
import { details } from "./overlay";
import { Overlays } from "./Overlays";
import { startShortcuts } from "./shortcuts";

/** The whole page: spaces at the left, one view in the middle, at most one panel at the right. */
export function Shell() {
  useLayoutEffect(startShortcuts, []);
  const place = route.value;
  // A thread takes the place of the members.
  useEffect(() => {
    if (place.thread) details.value = false;
  }, [place.thread]);
  if (failure.value) return <Failure reason={failure.value} />;
  const side = place.view === "space" && Boolean(place.thread || details.value);
  return (
    <div class={`shell view-${place.view}${side ? " with-side" : ""}`}>
      <SpaceList />
      <main class="main">
        <Suspense fallback={<div class="spinner centered" role="status" aria-label="Loading" />}>
          <View />
        </Suspense>
      </main>
      {side && <Side />}
      <Overlays />
      <Toasts />
    </div>
  );
}

const VIEWS = {
  browse: lazy(() => import("../browse/Browse").then((module) => module.Browse)),
  playground: lazy(() => import("../playground/Playground").then((module) => module.Playground)),
  developer: lazy(() => import("../developer/Developer").then((module) => module.Developer)),
  admin: lazy(() => import("../admin/Admin").then((module) => module.Admin)),
};

function View() {
  const place = route.value;
  if (place.view === "home") return <Home />;
  if (place.view !== "space") {
    const Found: ComponentType<{ rest: string[] }> = VIEWS[place.view];
    return <Found rest={place.rest} />;
  }
  const space = place.space ?? "";
  if (ready.value && !known.value.spaces.has(space)) return <NotHere key={space} space={space} />;
  return <Conversation key={space} space={space} {...(place.message ? { target: place.message } : {})} />;
}

function Side() {
  const { space = "", thread, message } = route.value;
  if (details.value) return <SpaceDetails key={space} space={space} />;
  return <ThreadPanel key={thread} space={space} thread={thread ?? ""} {...(message ? { target: message } : {})} />;
}

/** A direct message in which nobody wrote yet is in no list, but may be there. */
function NotHere({ space }: { space: string }) {
  const [asked, setAsked] = useState(!location.pathname.startsWith("/dm/"));
  useEffect(() => {
    if (!asked) void loadSpace(space).catch(() => {}).finally(() => setAsked(true));
  }, []);
  if (!asked) return <div class="spinner centered" role="status" aria-label="Loading" />;
  return (
    <div class="notice">
      <h1>This conversation is not here</h1>
      <p>You are not in it, or it does not exist any more.</p>
      <a class="button primary" href="/">
        To your conversations
      </a>
    </div>
  );
}

function Failure({ reason }: { reason: string }) {
  return (
    <div class="notice" role="alert">
      <h1>Confab could not start</h1>
      <p>{reason}</p>
      <Button kind="primary" onClick={() => location.reload()}>
        Try again
      </Button>
    </div>
  );
}
