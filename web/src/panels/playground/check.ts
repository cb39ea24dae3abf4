// Whether JSON is a card: names of fields, types and enums, by path.

import { CARDS } from "../../api/gen/cards";

export interface Fault {
  path: string;
  reason: string;
}

export function checkCard(value: unknown, path = "card", type = "CardCard"): Fault[] {
  const shape = CARDS[type];
  if (!shape) return scalar(value, path, type);
  if (Array.isArray(shape)) {
    const fits = typeof value === "number" || shape.includes(value as string);
    return fits ? [] : [{ path, reason: `must be one of ${shape.join(", ")}` }];
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [{ path, reason: "must be an object" }];
  const fields = shape as Readonly<Record<string, string>>;
  return Object.entries(value).flatMap(([name, inner]) => field(fields, name, inner, path));
}

function field(fields: Readonly<Record<string, string>>, name: string, value: unknown, path: string): Fault[] {
  const type = fields[camel(name)];
  const place = `${path}.${name}`;
  if (!type) return [{ path: place, reason: `there is no such field${nearest(name, Object.keys(fields))}` }];
  if (value === null) return [];
  if (!type.endsWith("[]")) return checkCard(value, place, type);
  if (!Array.isArray(value)) return [{ path: place, reason: "must be a list" }];
  return value.flatMap((one, index) => checkCard(one, `${place}[${index}]`, type.slice(0, -2)));
}

function scalar(value: unknown, path: string, type: string): Fault[] {
  const fits = type === "number" ? Number.isFinite(Number(value)) : type === "boolean" ? typeof value === "boolean" : typeof value === "string" || typeof value === "number";
  const words: Record<string, string> = { number: "a number", boolean: "true or false", string: "a text" };
  return fits ? [] : [{ path, reason: `must be ${words[type] ?? type}` }];
}

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

function nearest(name: string, names: string[]): string {
  const found = names.find((one) => one.toLowerCase() === camel(name).toLowerCase() || one.startsWith(name) || name.startsWith(one));
  return found ? `; ${found} is meant?` : `; it has ${names.slice(0, 8).join(", ")}${names.length > 8 ? ", …" : ""}`;
}
