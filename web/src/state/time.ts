// Times of the API: RFC 3339 with up to nanoseconds. As numbers they are
// microseconds since 1970, which a double holds exactly.

export function micros(time: string | undefined): number {
  if (!time) return 0;
  const match = /^(.*?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(time);
  if (!match) return 0;
  const [, whole, fraction = "", zone] = match;
  const seconds = Date.parse(`${whole}${zone}`) / 1000;
  return seconds * 1e6 + Number(fraction.padEnd(6, "0").slice(0, 6));
}

export const date = (time: string | undefined) => new Date(micros(time) / 1000);

const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "long", month: "long", day: "numeric" });
const dayWithYear = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "long", day: "numeric" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const dateOnly = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const dateAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const short = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });

/** `14:05`. */
export const timeOfDay = (time: string | undefined) => clock.format(date(time));

/** `Friday, 20 November 2026 at 14:05:06`. */
export const fullTime = (time: string | undefined) => full.format(date(time));

/** `20 Nov 2026, 14:05:06`. */
export const shortTime = (time: string | undefined) => dateAndTime.format(date(time));

/** `20 Nov 2026`. */
export const briefDate = (time: string | undefined) => dateOnly.format(date(time));

/** `Today`, `Yesterday`, `Monday, 16 November`, `3 May 2024`. */
export function dayName(time: string | undefined, now = new Date()): string {
  const then = date(time);
  const days = Math.round((midnight(now) - midnight(then)) / 86_400_000);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return (then.getFullYear() === now.getFullYear() ? day : dayWithYear).format(then);
}

/** `14:05` today, `20 Nov` before. */
export function briefTime(time: string | undefined, now = new Date()): string {
  return sameDay(date(time), now) ? timeOfDay(time) : short.format(date(time));
}

export function sameDay(one: Date, other: Date): boolean {
  return midnight(one) === midnight(other);
}

function midnight(time: Date): number {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
}
