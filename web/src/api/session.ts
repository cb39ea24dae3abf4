// Who is signed in. The browser keeps a cookie that scripts cannot read; the
// access token that calls carry lives in memory only.

import { refused, unreachable } from "./error";

export interface SessionUser {
  name: string;
  email: string;
  displayName: string;
  avatarUrl?: string;
  admin?: boolean;
}

interface Session {
  accessToken: string;
  user: SessionUser;
  /** Milliseconds since 1970. */
  until: number;
}

let current: Promise<Session> | null = null;

/** The session, made anew shortly before its token ends. */
export async function session(): Promise<Session> {
  const known = await current?.catch(() => null);
  if (known && known.until > Date.now()) return known;
  return renew();
}

/** Drops a token that the server did not take and asks for another one. */
export function renew(): Promise<Session> {
  const asked = start();
  current = asked;
  return asked;
}

async function start(): Promise<Session> {
  let response: Response;
  try {
    response = await fetch("/confab/v1/session:token", {
      method: "POST",
      headers: { "X-Confab-Request": "1" },
      credentials: "same-origin",
    });
  } catch {
    throw unreachable();
  }
  if (response.status === 401) return leave();
  if (!response.ok) throw await refused(response);
  const answer = await response.json();
  const lasts = Number(answer.expiresIn ?? 3600);
  return { ...answer, until: Date.now() + Math.max(lasts - 60, 30) * 1000 };
}

/** To the sign-in page, which leads back to where one was. */
function leave(): Promise<never> {
  const here = location.pathname + location.search + location.hash;
  location.assign(`/signin?continue=${encodeURIComponent(here)}`);
  // Nothing else happens on this page.
  return new Promise(() => {});
}

export async function signOut(): Promise<void> {
  await fetch("/signout", { method: "POST", headers: { "X-Confab-Request": "1" } });
  location.assign("/signin");
}
