// Runs the real server for the tests: starts it on fresh example data, stops
// it, starts it again on the same data and port.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BINARY = process.env.CONFAB_BIN ?? path.join(ROOT, "target/debug/confab");

/** A server with the people and spaces of `--dev`, and with more flags of `confab serve`. */
export async function startServer(...flags) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "confab-browser-"));
  const server = { folder, data: path.join(folder, "data"), port: 0, child: null, flags };
  server.stop = () => stop(server);
  server.start = () => start(server);
  server.admin = (...words) => admin(server, words);
  server.token = (email) => admin(server, ["token", "create", "--user", email, ...SCOPES]).access_token;
  server.call = (token, verb, url, body) => call(server, token, verb, url, body);
  server.close = async () => {
    await stop(server);
    fs.rmSync(folder, { recursive: true, force: true });
  };
  await start(server);
  return server;
}

const SCOPES = ["chat.spaces", "chat.messages", "chat.memberships"].flatMap((scope) => ["--scope", scope]);

async function start(server) {
  const log = fs.openSync(path.join(server.folder, "log"), "a");
  const listen = `127.0.0.1:${server.port}`;
  server.child = spawn(BINARY, ["serve", "--dev", "--data", server.data, "--listen", listen, ...server.flags], {
    stdio: ["ignore", "pipe", log],
  });
  server.port = await portOf(server.child);
  server.url = `http://127.0.0.1:${server.port}`;
}

async function portOf(child) {
  const failed = once(child, "error").then(([error]) => {
    throw error;
  });
  const listening = (async () => {
    for await (const line of readline.createInterface({ input: child.stdout })) {
      const found = /^listening on https?:\/\/\S+?:(\d+)\/?$/.exec(line);
      if (found) return Number(found[1]);
    }
    throw new Error("the server ended before it listened");
  })();
  return Promise.race([listening, failed]);
}

async function stop({ child }) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await once(child, "exit");
  clearTimeout(late);
}

function admin(server, words) {
  const command = ["admin", "--data", server.data, ...words, "--json"];
  return JSON.parse(execFileSync(BINARY, command, { encoding: "utf8" }));
}

async function call(server, token, verb, url, body) {
  const response = await fetch(server.url + url, {
    method: verb,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${verb} ${url}: ${JSON.stringify(answer)}`);
  return answer;
}
