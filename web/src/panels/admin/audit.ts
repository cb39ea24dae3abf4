import type { ConfabAuditEntry } from "../../api/gen/types";

/** Who did it, in words; addresses by resource name. */
export function actor(entry: ConfabAuditEntry, addresses: ReadonlyMap<string, string>): string {
  if (!entry.actor) return "Nobody known";
  if (entry.actor === "commandLine") return "Command line";
  return addresses.get(entry.actor) ?? entry.actor;
}
