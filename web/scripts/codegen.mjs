// Writes src/api/gen from the .proto files: a type for every message, and a
// route for every RPC. `--check` fails when the files are not what it would
// write.

import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";

const here = dirname(fileURLToPath(import.meta.url));
const protos = join(here, "../../crates/proto/protos");
const out = join(here, "../src/api/gen");

const WELL_KNOWN = {
  "google.protobuf.Timestamp": "string",
  "google.protobuf.Duration": "string",
  "google.protobuf.FieldMask": "string",
  "google.protobuf.Empty": "Record<string, never>",
  "google.protobuf.Struct": "Record<string, unknown>",
  "google.protobuf.Value": "unknown",
  "google.protobuf.ListValue": "unknown[]",
  "google.protobuf.Any": "Record<string, unknown>",
};
const SCALARS = {
  string: "string",
  bytes: "string",
  bool: "boolean",
  double: "number",
  float: "number",
  int32: "number",
  uint32: "number",
  sint32: "number",
  fixed32: "number",
  sfixed32: "number",
  int64: "string",
  uint64: "string",
  sint64: "string",
  fixed64: "string",
  sfixed64: "string",
};
const PACKAGES = ["google.chat.v1", "google.apps.card.v1", "google.type", "google.rpc", "confab.v1"];

export function generate() {
  const root = load();
  const kept = [...every(root)].filter((type) => PACKAGES.some((name) => inside(type, name)));
  const notice = "// Written by `npm run codegen` from crates/proto/protos. Do not edit.\n";
  return {
    "types.ts": `${notice}\n${kept.map(declare).filter(Boolean).join("\n")}`,
    "cards.ts": notice + cards(kept.filter((type) => inside(type, "google.apps.card.v1") || inside(type, "google.type"))),
    "methods.ts": notice + methods(kept.filter((type) => type instanceof protobuf.Service)),
  };
}

function load() {
  const root = new protobuf.Root();
  root.resolvePath = (_from, target) => {
    // The options' own definition is not needed to read them.
    if (target.startsWith("google/api/")) return null;
    return target.startsWith("google/protobuf/") ? target : join(protos, target);
  };
  const sources = files(protos).map((file) => relative(protos, file));
  root.loadSync(sources.filter((file) => !file.startsWith("google/api/")), { keepCase: false });
  root.resolveAll();
  return root;
}

function files(folder) {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? files(path) : path.endsWith(".proto") ? [path] : []));
}

function* every(namespace) {
  for (const child of namespace.nestedArray ?? []) {
    yield child;
    yield* every(child);
  }
}

const full = (type) => type.fullName.slice(1);
const inside = (type, name) => full(type).startsWith(`${name}.`);

/** `google.chat.v1.Space.SpaceType` is `SpaceSpaceType`; ours and cards have a prefix where names clash. */
function typeName(type) {
  const name = full(type);
  const owner = PACKAGES.find((candidate) => name.startsWith(`${candidate}.`));
  const prefix = owner === "google.apps.card.v1" ? "Card" : owner === "google.rpc" ? "Rpc" : owner === "google.type" ? "Type" : owner === "confab.v1" ? "Confab" : "";
  return prefix + name.slice(owner.length + 1).replaceAll(".", "");
}

function reference(field) {
  const type = field.resolvedType;
  if (!type) return SCALARS[field.type] ?? "unknown";
  const name = full(type);
  if (WELL_KNOWN[name]) return WELL_KNOWN[name];
  if (!PACKAGES.some((candidate) => inside(type, candidate))) return "unknown";
  return typeName(type);
}

function declare(type) {
  if (type instanceof protobuf.Enum) {
    const values = Object.keys(type.values).map((value) => JSON.stringify(value));
    return `export type ${typeName(type)} = ${values.join(" | ")};\n`;
  }
  if (!(type instanceof protobuf.Type) || type.options?.map_entry) return "";
  const lines = type.fieldsArray.map((field) => {
    const plain = reference(field);
    const shown = field.map
      ? `Record<string, ${plain}>`
      : field.repeated
        ? plain.includes(" ") ? `(${plain})[]` : `${plain}[]`
        : plain;
    return `  ${field.name}?: ${shown};`;
  });
  return `export interface ${typeName(type)} {\n${lines.join("\n")}\n}\n`;
}

function methods(services) {
  const rows = [];
  const kinds = [];
  const used = new Set();
  for (const service of services) {
    for (const method of service.methodsArray) {
      const http = route(method);
      if (!http) continue;
      const ask = typeName(method.resolvedRequestType);
      const answered = full(method.resolvedResponseType);
      const answer = WELL_KNOWN[answered] ?? typeName(method.resolvedResponseType);
      used.add(ask);
      if (!WELL_KNOWN[answered] && !method.resolvedResponseType.fullName.startsWith(".google.protobuf")) used.add(answer);
      rows.push(`  ${method.name}: ${JSON.stringify(http)},`);
      kinds.push(`  ${method.name}: { request: ${ask}; response: ${answer} };`);
    }
  }
  return `
import type {
${[...used].sort().map((name) => `  ${name},`).join("\n")}
} from "./types";

export interface Route {
  verb: string;
  path: string;
  body?: string;
}

/** Request and response of every RPC that has a route. */
export interface Methods {
${kinds.join("\n")}
}

export const ROUTES: Record<keyof Methods, Route> = {
${rows.join("\n")}
};
`;
}

/** What cards may hold, to check those that people write: field by field its type. */
function cards(types) {
  const rows = types.map((type) => {
    if (type instanceof protobuf.Enum) return `  ${typeName(type)}: ${JSON.stringify(Object.keys(type.values))},`;
    const fields = type.fieldsArray.map((field) => [field.name, `${reference(field)}${field.repeated ? "[]" : ""}`]);
    return `  ${typeName(type)}: ${JSON.stringify(Object.fromEntries(fields))},`;
  });
  return `
/** Enums list their values; messages say the type of each field, \`[]\` for lists. */
export const CARDS: Record<string, readonly string[] | Readonly<Record<string, string>>> = {
${rows.join("\n")}
};
`;
}

function route(method) {
  const rules = (method.parsedOptions ?? []).map((option) => option["(google.api.http)"]).filter(Boolean);
  const rule = Object.assign({}, ...rules);
  const verb = ["get", "post", "put", "patch", "delete"].find((name) => rule[name]);
  if (!verb) return null;
  return { verb: verb.toUpperCase(), path: rule[verb], ...(rule.body ? { body: rule.body } : {}) };
}

function main() {
  const check = process.argv.includes("--check");
  mkdirSync(out, { recursive: true });
  for (const [name, text] of Object.entries(generate())) {
    const file = join(out, name);
    if (!check) writeFileSync(file, text);
    else if (readFileSync(file, "utf8") !== text) {
      console.error(`${relative(process.cwd(), file)} is stale: run \`npm run codegen\` in web/`);
      process.exitCode = 1;
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
