// The main job with `@googleapis/chat`: REST in camelCase, PATCH for updates.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';

import { auth, chat } from '@googleapis/chat';

import { start, unique } from './confab.mjs';

let server;

before(async () => {
  server = await start();
});

after(() => server?.stop());

function client(authorization) {
  const rootUrl = `https://localhost:${server.port}/`;
  return chat({ version: 'v1', auth: authorization, rootUrl });
}

function person(token) {
  const credentials = new auth.OAuth2();
  credentials.setCredentials({ access_token: token });
  return client(credentials);
}

async function newSpace(api, word) {
  const requestBody = { spaceType: 'SPACE', displayName: unique(word) };
  return (await api.spaces.create({ requestBody })).data.name;
}

async function say(api, parent, text, { thread, ...options } = {}) {
  const requestBody = { text, thread };
  return (await api.spaces.messages.create({ parent, requestBody, ...options })).data;
}

test('set up a space, add people', async () => {
  const alice = person(server.alice);
  const human = (name) => ({ member: { name, type: 'HUMAN' } });
  const { data: space } = await alice.spaces.setup({
    requestBody: {
      space: { spaceType: 'SPACE', displayName: unique('Set up') },
      memberships: [human(server.users.bob), human('users/carol@example.com')],
    },
  });
  const { data } = await alice.spaces.members.list({ parent: space.name });
  const expected = ['alice', 'bob', 'carol'].map((name) => server.users[name]).sort();
  assert.deepEqual(data.memberships.map((m) => m.member.name).sort(), expected);
  const { data: removed } = await alice.spaces.members.delete({
    name: `${space.name}/members/carol@example.com`,
  });
  assert.equal(removed.state, 'NOT_A_MEMBER');
});

test('send, reply, edit, list, delete', async () => {
  const alice = person(server.alice);
  const { messages } = alice.spaces;
  const parent = await newSpace(alice, 'Messages');
  const first = await say(alice, parent, 'first', { messageId: 'client-first' });
  const reply = await say(alice, parent, 'reply', {
    thread: { name: first.thread.name },
    messageReplyOption: 'REPLY_MESSAGE_OR_FAIL',
  });
  assert.equal(reply.threadReply, true);
  await say(alice, parent, 'last', { requestId: 'r' });
  await say(alice, parent, 'last', { requestId: 'r' });

  for (const change of ['patch', 'update']) {
    const { data } = await messages[change]({
      name: `${parent}/messages/client-first`,
      updateMask: 'text',
      requestBody: { text: change },
    });
    assert.equal(data.text, change);
    assert.equal(data.name, first.name);
  }

  const found = [];
  let pageToken;
  do {
    const { data } = await messages.list({ parent, pageSize: 2, pageToken });
    found.push(...data.messages.map((message) => message.text));
    pageToken = data.nextPageToken;
  } while (pageToken);
  assert.deepEqual(found, ['update', 'reply', 'last']);
  const { data: newest } = await messages.list({ parent, orderBy: 'createTime DESC' });
  assert.equal(newest.messages[0].text, 'last');

  await assert.rejects(messages.delete({ name: first.name }));
  await messages.delete({ name: first.name, force: true });
  const { data: left } = await messages.list({ parent });
  assert.deepEqual(left.messages.map((message) => message.text), ['last']);
});

test('find a direct message', async () => {
  const alice = person(server.alice);
  const name = server.users.dave;
  await assert.rejects(alice.spaces.findDirectMessage({ name }), { status: 404 });
  const { data: space } = await alice.spaces.setup({
    requestBody: {
      space: { spaceType: 'DIRECT_MESSAGE' },
      memberships: [{ member: { name, type: 'HUMAN' } }],
    },
  });
  const { data: found } = await alice.spaces.findDirectMessage({ name });
  assert.equal(found.name, space.name);
});

test('an app by its key, self-signed', async () => {
  const alice = person(server.viaApp);
  const parent = await newSpace(alice, 'App');
  const requestBody = { member: { name: 'users/app', type: 'BOT' } };
  await alice.spaces.members.create({ parent, requestBody });
  const key = JSON.parse(fs.readFileSync(server.keyFile, 'utf8'));
  const credentials = new auth.JWT({
    email: key.client_email,
    key: key.private_key,
    keyId: key.private_key_id,
    scopes: ['https://www.googleapis.com/auth/chat.bot'],
  });
  credentials.useJWTAccessWithScope = true;
  const sent = await say(client(credentials), parent, 'from the app');
  assert.equal(sent.sender.type, 'BOT');
});

test('errors', async () => {
  const alice = person(server.alice);
  const parent = await newSpace(alice, 'Errors');
  const { messages } = alice.spaces;
  const missing = messages.get({ name: `${parent}/messages/client-nothing` });
  await assert.rejects(missing, { status: 404 });
  const unknown = messages.create({ parent, requestBody: { text: 'x', colour: 'red' } });
  await assert.rejects(unknown, (error) => {
    assert.equal(error.status, 400);
    assert.match(error.message, /Unknown name "colour"/);
    return true;
  });
  const nobody = person('nonsense').spaces.get({ name: parent });
  await assert.rejects(nobody, { status: 401 });
});
