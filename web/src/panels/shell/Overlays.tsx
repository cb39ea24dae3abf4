import { lazy, Suspense } from "preact/compat";
import { dialog } from "../app/interact";
import { NewChat } from "../new-space/NewChat";
import { NewSpace } from "../new-space/NewSpace";
import { Switcher } from "../switcher/Switcher";
import { overlay } from "./overlay";
import { ShortcutList } from "./ShortcutList";

const AppDialog = lazy(() => import("../app/AppDialog").then((module) => module.AppDialog));
const CustomEmojis = lazy(() => import("../emoji/CustomEmojis").then((module) => module.CustomEmojis));

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
    case "custom-emoji":
      return (
        <Suspense fallback={null}>
          <CustomEmojis onClose={close} />
        </Suspense>
      );
    default:
      return null;
  }
}
