// The recipe's app: the Chat SDK with its adapter for Google Chat, in the
// add-on format, through `confab exec`, played by the calls of a client.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { BINARY, start } from './confab.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const RECIPE = path.join(HERE, '../../../docs/recipes/first-app-node.md');

let server;
let app;
let made;
let call;

before(async () => {
  server = await start('--dev', '--proxy', '127.0.0.1:0');
  const port = await freePort();
  const text = fs.readFileSync(RECIPE, 'utf8');
  const block = (kind) => new RegExp('^```' + kind + '\\n([^]*?)^```$', 'm').exec(text)[1];
  // Beside the packages that it imports.
  const folder = fs.mkdtempSync(path.join(HERE, '.recipe-'));
  fs.writeFileSync(path.join(folder, 'app.mjs'), block('js'));
  const env = { ...server.env };
  delete env.GRPC_DEFAULT_SSL_ROOTS_FILE_PATH;
  app = { folder };
  for (const step of block('sh').trim().split('\n').slice(1)) {
    const words = step.replaceAll('9000', port).replace(/ &$/, '').match(/"[^"]*"|\S+/g);
    const plain = words.slice(1).map((word) => word.replaceAll('"', ''));
    if (plain[0] === 'exec') {
      const printed = { BOT_USER: made.name, PROJECT_NUMBER: made.projectNumber };
      const command = plain.map((word) => printed[word] ?? word);
      app.child = spawn(BINARY, command, { cwd: folder, env, stdio: 'inherit' });
      await listens(port);
      continue;
    }
    const options = { cwd: folder, env, encoding: 'utf8' };
    const answer = execFileSync(BINARY, [...plain, '--json'], options);
    made ??= JSON.parse(answer);
  }
  call = caller();
});

after(async () => {
  if (app?.child && app.child.exitCode === null) {
    app.child.kill('SIGTERM');
    await once(app.child, 'exit');
  }
  if (app) fs.rmSync(app.folder, { recursive: true, force: true });
  await server?.stop();
});

async function freePort() {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return String(port);
}

async function until(what, ask) {
  const end = Date.now() + 30_000;
  while (Date.now() < end) {
    const found = await ask();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what} did not happen`);
}

const listens = (port) =>
  until('listening', async () => {
    assert.equal(app.child.exitCode, null, 'the app ended');
    const probe = net.connect(Number(port), '127.0.0.1');
    const [event] = await Promise.race([
      once(probe, 'connect').then(() => ['yes']),
      once(probe, 'error').then(() => ['no']),
    ]).catch(() => ['no']);
    probe.destroy();
    return event === 'yes';
  });

function caller() {
  const scopes = ['chat.messages', 'chat.spaces', 'chat.memberships', 'chat.memberships.app'];
  const token = server.token(['--user', 'alice@example.com'], scopes);
  return async (method, target, body) => {
    const answer = await fetch(`http://127.0.0.1:${server.port}${target}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const json = await answer.json();
    assert.equal(answer.status, 200, JSON.stringify(json));
    return json;
  };
}

test('an app of the Chat SDK answers a mention, a click, a command and a dialog', async () => {
  const made_space = { spaceType: 'SPACE', displayName: 'Recipe in Node' };
  const { name: space } = await call('POST', '/v1/spaces', made_space);
  await call('POST', `/confab/v1/${made.app}:install`, { space });

  const text = `<${made.name}> hi`;
  const sent = await call('POST', `/v1/${space}/messages`, { text });
  const message = (wanted) =>
    until('a message', async () => {
      const { messages } = await call('GET', `/v1/${space}/messages?pageSize=100`);
      return messages.find(wanted);
    });
  const card = await message((one) => one.cardsV2);
  assert.equal(card.thread.name, sent.thread.name);
  const said = JSON.stringify(card.cardsV2);
  assert.match(said, /You said:.*hi/);

  const clicked = JSON.parse(said)[0].card.sections
    .flatMap((section) => section.widgets)
    .find((widget) => widget.buttonList).buttonList.buttons[0].onClick.action;
  const parameters = Object.fromEntries(clicked.parameters.map(({ key, value }) => [key, value]));
  const click = { function: clicked.function, parameters };
  const result = await call('POST', `/confab/v1/${card.name}:click`, click);
  assert.equal(result.error, undefined);
  await message((one) => one.text === 'You pressed it.');

  const run = (command) => call('POST', `/confab/v1/${space}:runCommand`, { command });
  const about = await run('/about');
  assert.equal(about.message.text, 'This is the first app.');
  const { dialog } = await run('/greet');
  const done = dialog.body.sections[0].widgets[1].buttonList.buttons[0].onClick.action;
  const submit = {
    app: made.app,
    function: done.function,
    parameters: { step: 'done' },
    formInputs: { name: ['Ada'] },
  };
  const closed = await call('POST', `/confab/v1/${space}:submitDialog`, submit);
  const greeting = { statusCode: 'OK', userFacingMessage: 'Hello, Ada!' };
  assert.deepEqual(closed.actionStatus, greeting);
});
