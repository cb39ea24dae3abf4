import { Bell, BellOff, Code, IdCard, Keyboard, LogOut, Monitor, Moon, ShieldCheck, Sun, ChevronsUpDown } from "lucide-preact";
import { useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { signOut } from "../../api/session";
import { askForNotifications, wanted } from "../../state/notify";
import { go } from "../../state/route";
import { connected, me, ready } from "../../state/store";
import { Avatar } from "../../ui/Avatar";
import { MenuList, type MenuItem } from "../../ui/Menu";
import { theme, type Theme } from "../../ui/theme";
import { toast } from "../../ui/toast";
import { overlay } from "../shell/overlay";

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const LOOK = { system: "As the system", light: "Light", dark: "Dark" };

/** Who one is here, and what one may change about it. */
export function Account() {
  const button = useRef<HTMLButtonElement>(null);
  const open = useSignal(false);
  const user = me.value;
  const name = user?.displayName || user?.email || "";
  return (
    <div class="account">
      <button
        ref={button}
        type="button"
        class="account-button"
        aria-haspopup="menu"
        aria-expanded={open.value}
        onClick={() => (open.value = !open.value)}
      >
        <Avatar name={name || "?"} {...(user ? { id: user.name } : {})} url={user?.avatarUrl} />
        <span class="account-text">
          <strong>{name || " "}</strong>
          <span class="muted">{ready.value && !connected.value ? "Reconnecting…" : (user?.email ?? " ")}</span>
        </span>
        <ChevronsUpDown class="account-more" />
      </button>
      {open.value && (
        <MenuList anchor={button.current} label="Account" items={items()} onClose={() => (open.value = false)} />
      )}
    </div>
  );
}

function items(): (MenuItem | "line")[] {
  const look = theme.value;
  return [
    {
      label: `Appearance: ${LOOK[look]}`,
      icon: look === "dark" ? Moon : look === "light" ? Sun : Monitor,
      onPick: () => (theme.value = NEXT[look]),
    },
    {
      label: wanted.value ? "Turn desktop notifications off" : "Turn desktop notifications on",
      icon: wanted.value ? BellOff : Bell,
      onPick: () => void toggleNotifications(),
    },
    { label: "Keyboard shortcuts", icon: Keyboard, onPick: () => (overlay.value = { kind: "shortcuts" }) },
    "line",
    { label: "Card playground", icon: IdCard, onPick: () => go("/playground") },
    { label: "Apps", icon: Code, onPick: () => go("/developer") },
    ...(me.value?.admin ? [{ label: "Administration", icon: ShieldCheck, onPick: () => go("/admin") }] : []),
    "line",
    { label: "Sign out", icon: LogOut, onPick: () => void signOut() },
  ];
}

async function toggleNotifications() {
  const turnOn = !wanted.value;
  await askForNotifications(turnOn);
  if (turnOn && !wanted.value) toast("The browser does not allow notifications of this page.");
}
