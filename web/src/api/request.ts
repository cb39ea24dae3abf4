// Turns an RPC's request message into an HTTP request, by its route.

import type { Route } from "./gen/methods";

export interface Plain {
  [field: string]: unknown;
}

export interface HttpCall {
  verb: string;
  url: string;
  body?: string;
}

/** Fills the path, takes the body out, and writes the rest into the query. */
export function transcode(route: Route, request: Plain): HttpCall {
  const rest = structuredClone(request);
  const path = route.path.replace(/\{([^}=]+)(=[^}]*)?\}/g, (_, field: string) =>
    take(rest, field.split(".").map(camel)).split("/").map(encodeURIComponent).join("/"),
  );
  const call: HttpCall = { verb: route.verb, url: path };
  if (route.body === "*") return { ...call, body: JSON.stringify(rest) };
  if (route.body) {
    const field = camel(route.body);
    call.body = JSON.stringify(rest[field] ?? {});
    delete rest[field];
  }
  const query = new URLSearchParams();
  flatten("", rest, query);
  if (query.size > 0) call.url += `?${query}`;
  return call;
}

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Reads a field of the path. A field inside the body stays there as well. */
function take(from: Plain, path: string[]): string {
  let place: Plain = from;
  for (const step of path.slice(0, -1)) place = (place[step] ?? {}) as Plain;
  const last = path.at(-1) ?? "";
  const value = place[last];
  if (typeof value !== "string" || value === "") {
    throw new Error(`the request has no ${path.join(".")}`);
  }
  if (path.length === 1) delete place[last];
  return value;
}

function flatten(prefix: string, from: Plain, into: URLSearchParams) {
  for (const [name, value] of Object.entries(from)) {
    if (value === undefined || value === null) continue;
    const field = prefix + name;
    if (Array.isArray(value)) value.forEach((item) => into.append(field, String(item)));
    else if (typeof value === "object") flatten(`${field}.`, value as Plain, into);
    else into.append(field, String(value));
  }
}
