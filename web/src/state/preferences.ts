// Tells the server the browser's language and time zone, for the apps that the
// person uses.

import { call } from "../api/client";

export async function tellPreferences(): Promise<void> {
  const locale = navigator.language;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const name = "users/me/preferences";
  const known = await call("GetPreferences", { name });
  if (known.locale === locale && known.timeZone === timeZone) return;
  await call("UpdatePreferences", { preferences: { name, locale, timeZone }, updateMask: "locale,timeZone" });
}
