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

for (const script of ['gapic', 'googleapis']) {
  test(`an unmodified script: ${script}`, async () => {
    const file = path.join(SCRIPTS, `${script}.mjs`);
    const words = ['exec', '--data', server.data, '--', process.execPath, file, key, space];
    // Nothing of this process's settings: the script has to do without.
    const { PATH, HOME } = process.env;
    const options = { env: { PATH, HOME }, timeout: 60_000 };
    const { stdout } = await promisify(execFile)(BINARY, words, options);
    assert.ok(stdout.startsWith(`${space}/messages/`), stdout);
  });
}
