import { lazy, Suspense } from "preact/compat";
import { dialog } from "../app/interact";
import { NewChat } from "../new-space/NewChat";
import { NewSpace } from "../new-space/NewSpace";
import { Switcher } from "../switcher/Switcher";
import { overlay } from "./overlay";
import { ShortcutList } from "./ShortcutList";

const AppDialog = lazy(() => import("../app/AppDialog").then((module) => module.AppDialog));

export function Overlays() {
  if (dialog.value) {
    return (
      <Suspense fallback={null}>
        <AppDialog open={dialog.value} />
      </Suspense>
    );
  }
  const close = () => (overlay.value = null);
  switch (overlay.value?.kind) {
    case "switcher":
      return <Switcher onClose={close} />;
    case "shortcuts":
      return <ShortcutList onClose={close} />;
    case "new-space":
      return <NewSpace onClose={close} />;
    case "new-chat":
      return <NewChat onClose={close} />;
    default:
      return null;
  }
}
