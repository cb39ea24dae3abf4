// Runs the real server for the tests: starts it on fresh data, fills it through
// `confab admin`, stops it. Knows nothing of the clients under test.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import https from 'node:https';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
export const BINARY = process.env.CONFAB_BIN ?? path.join(ROOT, 'target/release/confab');

// A PostgreSQL on which every server gets a database of its own, and the program
// that makes one; without them servers keep their data in SQLite.
const POSTGRES = process.env.CONFAB_TEST_CLIENTS_DATABASE;
const CREATEDB = process.env.CONFAB_TEST_CLIENTS_CREATEDB ?? 'createdb';

// Everybody's.
export const PASSWORD = 'correct horse';

// What a person's token may do in these tests.
const PERSON = ['chat.spaces', 'chat.memberships', 'chat.messages', 'chat.delete'];

/**
 * Starts a server with alice, bob, carol, dave and an app, on a port of its own.
 * `flags` are more arguments of `confab serve`.
 */
export async function start(...flags) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'confab-node-'));
  const data = path.join(folder, 'data');
  const logFile = path.join(folder, 'log');
  const log = fs.openSync(logFile, 'w');
  const place = ['--data', data, ...database()];
  const child = spawn(
    BINARY,
    ['serve', ...place, '--listen', '127.0.0.1:0', '--tls-dev', ...flags],
    { stdio: ['ignore', 'pipe', log] },
  );
  // For `confab` as people type it, without flags.
  const env = { ...process.env, CONFAB_DATA: data };
  if (place.length > 2) env.CONFAB_DATABASE_URL = place[3];
  const server = { folder, data, place, env, child, stop: () => stop(child, folder) };
  try {
    server.port = await portOf(child);
    // With `--dev` the people are there, and what runs beside finds its own way.
    if (!flags.includes('--dev')) trust(path.join(data, 'tls/ca.pem'));
    populate(server, flags.includes('--dev'));
  } catch (error) {
    const logs = fs.readFileSync(logFile, 'utf8').slice(-4000);
    await server.stop();
    throw new Error(`${error.message}\n${logs}`, { cause: error });
  }
  return server;
}

/** What `confab` is told of a new database; nothing for SQLite. */
function database() {
  if (!POSTGRES) return [];
  const name = `clients_${process.pid}_${(databases += 1)}`;
  execFileSync(CREATEDB, ['--maintenance-db', POSTGRES, name]);
  return ['--database-url', POSTGRES.replace(/[^/]*$/, name)];
}

let databases = 0;

async function portOf(child) {
  const failed = once(child, 'error').then(([error]) => {
    throw error;
  });
  const listening = (async () => {
    for await (const line of readline.createInterface({ input: child.stdout })) {
      const found = /^listening on https?:\/\/\S+?:(\d+)\/?$/.exec(line);
      if (found) return Number(found[1]);
    }
    throw new Error('the server ended before it listened');
  })();
  return Promise.race([listening, failed]);
}

/** Makes this process trust the server's own certificates. */
function trust(ca) {
  process.env.GRPC_DEFAULT_SSL_ROOTS_FILE_PATH = ca;
  https.globalAgent.options.ca = fs.readFileSync(ca);
}

async function stop(child, folder) {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await once(child, 'exit');
    clearTimeout(late);
  }
  fs.rmSync(folder, { recursive: true, force: true });
}

function populate(server, dev) {
  const admin = (...words) => {
    const command = ['admin', ...server.place, ...words, '--json'];
    return JSON.parse(execFileSync(BINARY, command, { encoding: 'utf8' }));
  };
  const email = (name) => `${name}@example.com`;
  server.admin = admin;
  server.users = {};
  for (const name of dev ? [] : ['alice', 'bob', 'carol', 'dave']) {
    const display = name[0].toUpperCase() + name.slice(1);
    const person = [email(name), '--name', display, '--password', PASSWORD];
    server.users[name] = admin('user', 'create', ...person).name;
  }
  server.keyFile = path.join(server.folder, 'key.json');
  server.app = admin('app', 'create', 'Helper', '--key-out', server.keyFile);
  server.token = (who, scopes = PERSON) => {
    const asked = scopes.flatMap((scope) => ['--scope', scope]);
    return admin('token', 'create', ...who, ...asked).access_token;
  };
  server.alice = server.token(['--user', email('alice')]);
  server.bob = server.token(['--user', email('bob')]);
  server.viaApp = server.token(
    ['--user', email('alice'), '--app', server.app.app],
    ['chat.spaces', 'chat.memberships', 'chat.memberships.app', 'chat.messages'],
  );
}

let names = 0;

/** A display name that nothing else in this run uses. */
export const unique = (word) => `${word} ${process.pid}-${(names += 1)}`;
