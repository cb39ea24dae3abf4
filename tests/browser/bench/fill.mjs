// A space with many messages, written as any client would, many at a time.

import http from "node:http";

const AT_ONCE = 48;

/** Answers the space; its last message says `line N-1`. */
export async function fill(server, messages) {
  const alice = server.token("alice@example.com");
  const bob = server.token("bob@example.com");
  const space = await server.call(alice, "POST", "/v1/spaces", { spaceType: "SPACE", displayName: "Large" });
  const member = { name: "users/bob@example.com", type: "HUMAN" };
  await server.call(alice, "POST", `/v1/${space.name}/members`, { member });
  const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
  let next = 0;
  const worker = async () => {
    while (next < messages - 1) {
      const index = next++;
      await post(server, agent, index % 3 ? bob : alice, space.name, text(index));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  agent.destroy();
  await server.call(bob, "POST", `/v1/${space.name}/messages`, { text: "the last line" });
  return space.name;
}

const WORDS = "It rained all morning, so we moved the table inside and went on.";
const text = (index) => `line ${index}: ${WORDS.slice(0, 20 + (index % 45))}`;

function post(server, agent, token, space, words) {
  const body = JSON.stringify({ text: words });
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
  const options = { host: "127.0.0.1", port: server.port, method: "POST", path: `/v1/${space}/messages`, agent, headers };
  return new Promise((resolve, reject) => {
    const request = http.request(options, (response) => {
      response.resume();
      response.on("end", () => (response.statusCode === 200 ? resolve() : reject(new Error(`create: ${response.statusCode}`))));
    });
    request.on("error", reject);
    request.end(body);
  });
}
