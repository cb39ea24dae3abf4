import { Bell, BellOff, CircleCheck, CircleDashed, CircleMinus, Code, IdCard, Volume2, VolumeX, Keyboard, KeyRound, LogOut, Monitor, Moon, ShieldCheck, Sun, ChevronsUpDown } from "lucide-preact";
import { useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { signOut } from "../../api/session";
import { beActive, beAway, doNotDisturb } from "../../state/activity";
import { askForNotifications, wanted } from "../../state/notify";
import { go } from "../../state/route";
import { setSound, sound } from "../../state/sound";
import { connected, me, presenceOf, ready } from "../../state/store";
import { Avatar } from "../../ui/Avatar";
import { MenuList, type MenuItem } from "../../ui/Menu";
import { PresenceDot } from "../../ui/PresenceDot";
import { theme, type Theme } from "../../ui/theme";
import { toast } from "../../ui/toast";
import { attempt } from "../message/actions";
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
        <span class="with-presence">
          <Avatar name={name || "?"} {...(user ? { id: user.name } : {})} url={user?.avatarUrl} />
          {ready.value && <PresenceDot state={presenceOf(user?.name).value} />}
        </span>
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
  const present = presenceOf(me.value?.name).value;
  const say = (what: () => Promise<unknown>) => () => void attempt(what);
  const others: MenuItem[] = [
    { label: "Active", icon: CircleCheck, onPick: say(beActive) },
    { label: "Away", icon: CircleDashed, onPick: say(beAway) },
    { label: "Do not disturb for an hour", icon: CircleMinus, onPick: say(doNotDisturb) },
  ];
  const here = ["ACTIVE", "IDLE"].includes(present) ? 0 : present === "DO_NOT_DISTURB" ? 2 : 1;
  return [
    ...others.filter((_, index) => index !== here),
    "line",
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
    {
      label: sound.value ? "Turn the sound off" : "Turn the sound on",
      icon: sound.value ? VolumeX : Volume2,
      onPick: () => setSound(!sound.value),
    },
    { label: "Keyboard shortcuts", icon: Keyboard, onPick: () => (overlay.value = { kind: "shortcuts" }) },
    "line",
    { label: "Card playground", icon: IdCard, onPick: () => go("/playground") },
    { label: "Apps and tokens", icon: Code, onPick: () => go("/developer") },
    ...(me.value?.admin ? [{ label: "Administration", icon: ShieldCheck, onPick: () => go("/admin") }] : []),
    "line",
    // Pages of the server, as signing in is.
    { label: "Password and sessions", icon: KeyRound, onPick: () => location.assign("/account") },
    { label: "Sign out", icon: LogOut, onPick: () => void signOut() },
  ];
}

async function toggleNotifications() {
  const turnOn = !wanted.value;
  await askForNotifications(turnOn);
  if (turnOn && !wanted.value) toast("The browser does not allow notifications of this page.");
}
