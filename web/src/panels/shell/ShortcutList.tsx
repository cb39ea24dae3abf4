import { Dialog } from "../../ui/Dialog";
import { shownKeys } from "../../ui/keys";
import { SHORTCUTS } from "./shortcuts";

export function ShortcutList({ onClose }: { onClose: () => void }) {
  const groups = [...new Set(SHORTCUTS.map((shortcut) => shortcut.group))];
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose} wide>
      <div class="shortcut-groups">
        {groups.map((group) => (
          <section>
            <h3>{group}</h3>
            <dl>
              {SHORTCUTS.filter((shortcut) => shortcut.group === group && shortcut.keys !== "?").map((shortcut) => (
                <div>
                  <dt>{shortcut.label}</dt>
                  <dd>
                    {shownKeys(shortcut.keys).map((key) => (
                      <kbd>{key}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
