// A space with many messages: made as any client would, filled past the server
// by `bench fill` of crates/bench.

import { execFileSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const FILLER = process.env.CONFAB_BENCH_BIN ?? path.join(ROOT, "target/release/bench");

/** Answers the space, of a hundred people; its last message says `the last line`. */
export async function fill(server, messages) {
  const alice = server.token("alice@example.com");
  const bob = server.token("bob@example.com");
  const { name } = await server.call(alice, "POST", "/v1/spaces", { spaceType: "SPACE", displayName: "Large" });
  const { memberships } = await server.call(alice, "GET", `/v1/${name}/members`);
  const user = memberships[0].member.name.split("/")[1];
  await server.call(alice, "POST", `/v1/${name}/members`, { member: { name: "users/bob@example.com", type: "HUMAN" } });
  await server.stop();
  // Threads of one message: each of them is a row of the conversation.
  const size = ["--messages", String(messages - 1), "--thread", "1"];
  execFileSync(FILLER, ["fill", "--data", server.data, "--space", name, "--user", user, ...size], { stdio: "inherit" });
  await server.start();
  await server.call(bob, "POST", `/v1/${name}/messages`, { text: "the last line" });
  return name;
}
