// `confab exec`: scripts that know only Google's hosts talk to Confab, with no
// option and no changed line.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { BINARY, start } from './confab.mjs';

const SCRIPTS = fileURLToPath(new URL('scripts', import.meta.url));

let server;
let key;
let space;

before(async () => {
  server = await start('--proxy', ':0');
  key = path.join(server.folder, 'google-key.json');
  server.admin('app', 'key', server.app.app, '--key-out', key, '--key-urls', 'google');
  const email = 'alice@example.com';
  ({ space } = server.admin('app', 'install', server.app.app, '--user', email));
});

after(() => server?.stop());

/** Runs a program by `confab exec`, with nothing of this process's settings. */
function exec(...words) {
  const { PATH, HOME } = process.env;
  const options = { env: { PATH, HOME }, timeout: 60_000 };
  return promisify(execFile)(BINARY, ['exec', '--data', server.data, '--', ...words], options);
}

const SENDERS = ['gapic', 'googleapis', 'google-auth-library', 'fetch', 'node-fetch', 'https'];
for (const script of SENDERS) {
  test(`an unmodified script: ${script}`, async () => {
    const file = path.join(SCRIPTS, `${script}.mjs`);
    const { stdout } = await exec(process.execPath, file, key, space);
    assert.ok(stdout.startsWith(`${space}/messages/`), stdout);
  });
}

// What a script prints of how each way to ask ended.
const ASK = `
const http = require('node:http');
const https = require('node:https');
const by = (module) => (url) => new Promise((done, fail) => {
  module.get(url, (answer) => { answer.resume(); done(answer.statusCode); }).on('error', fail);
});
const ways = { fetch: async (url) => (await fetch(url)).status, http: by(http), https: by(https) };
const [way, url] = process.argv.slice(1);
ways[way](url).then(console.log, (error) => console.log(String(error.cause ?? error)));
`;

for (const way of ['fetch', 'https']) {
  test(`nothing else is reached by ${way}`, async () => {
    const { stdout } = await exec(process.execPath, '-e', ASK, way, 'https://example.com/');
    // Newer versions of Node say it in other words.
    assert.match(stdout, /proxy refused example\.com:443|403|[Tt]unnel|[Pp]roxy/);
  });
}

for (const way of ['fetch', 'http']) {
  test(`this machine is asked directly by ${way}`, async () => {
    const url = `http://127.0.0.1:${server.port}/healthz`;
    const { stdout } = await exec(process.execPath, '-e', ASK, way, url);
    assert.equal(stdout, '200\n');
  });
}

for (const way of ['fetch', 'http']) {
  test(`plain HTTP goes through the proxy by ${way}`, async () => {
    const url = 'http://chat.googleapis.com/v1/spaces';
    const { stdout } = await exec(process.execPath, '-e', ASK, way, url);
    assert.equal(stdout, '401\n');
  });
}

test('what was in NODE_OPTIONS stays', async () => {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, NODE_OPTIONS: '--no-warnings' };
  const words = ['exec', '--data', server.data, '--', process.execPath, '-p', 'process.env.NODE_OPTIONS'];
  const { stdout } = await promisify(execFile)(BINARY, words, { env, timeout: 60_000 });
  assert.match(stdout, /^--no-warnings --require ".*proxy\.cjs"\n$/);
});
