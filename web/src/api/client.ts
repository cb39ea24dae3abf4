// The typed client: `call("CreateMessage", {parent, message})`.

import { refused, unreachable } from "./error";
import { ROUTES, type Methods } from "./gen/methods";
import { transcode, type Plain } from "./request";
import { renew, session } from "./session";

type Request<M extends keyof Methods> = Methods[M]["request"];
type Answer<M extends keyof Methods> = Methods[M]["response"];

/** Calls an RPC. Throws `ApiError`. */
export async function call<M extends keyof Methods>(
  method: M,
  request: Request<M>,
  signal?: AbortSignal,
): Promise<Answer<M>> {
  const http = transcode(ROUTES[method], request as Plain);
  return json(http.verb, http.url, http.body, signal);
}

/** Calls a path that has no RPC of its own. */
export async function json<A>(
  verb: string,
  url: string,
  body?: string,
  signal?: AbortSignal,
): Promise<A> {
  const headers: Record<string, string> = body === undefined ? {} : { "Content-Type": "application/json" };
  const response = await send(url, { method: verb, headers, body: body ?? null, signal: signal ?? null });
  return (await response.json()) as A;
}

/** Sends with the token; once more with a new one if the old one has ended. */
export async function send(url: string, init: RequestInit = {}): Promise<Response> {
  let response = await attempt(url, init, (await session()).accessToken);
  if (response.status === 401) response = await attempt(url, init, (await renew()).accessToken);
  if (!response.ok) throw await refused(response);
  return response;
}

async function attempt(url: string, init: RequestInit, token: string): Promise<Response> {
  try {
    return await fetch(url, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), Authorization: `Bearer ${token}` },
    });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw unreachable();
  }
}

/** Reads all pages of a list, `limit` items at most. */
export async function all<Page extends { nextPageToken?: string }, Item>(
  page: (pageToken: string) => Promise<Page>,
  items: (page: Page) => Item[] | undefined,
  limit = 10_000,
): Promise<Item[]> {
  const found: Item[] = [];
  let token = "";
  do {
    const answer = await page(token);
    found.push(...(items(answer) ?? []));
    token = answer.nextPageToken ?? "";
  } while (token !== "" && found.length < limit);
  return found;
}
