// The main job with `@google-apps/chat`, over gRPC and over its REST fallback,
// with nothing changed but endpoint and credentials.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { OAuth2Client } from 'google-auth-library';

import { start, unique } from './confab.mjs';

let server;
let chat;

before(async () => {
  server = await start();
  // Loaded afterwards, since gRPC reads the trusted certificates when it loads.
  ({ default: chat } = await import('@google-apps/chat'));
});

after(() => server?.stop());

for (const fallback of [false, true]) {
  describe(fallback ? 'REST fallback' : 'gRPC', () => mainJob(fallback));
}

function mainJob(fallback) {
  const clients = [];
  after(() => Promise.all(clients.map((client) => client.close())));

  function connect(credentials) {
    const endpoint = { apiEndpoint: 'localhost', port: server.port, fallback };
    // gRPC uses TLS; the fallback's own agent would trust our certificate only
    // with NODE_EXTRA_CA_CERTS, which must be set before this process starts.
    if (fallback) endpoint.protocol = 'http';
    const client = new chat.v1.ChatServiceClient({ ...endpoint, ...credentials });
    clients.push(client);
    return client;
  }

  function person(token) {
    const authClient = new OAuth2Client();
    authClient.setCredentials({ access_token: token });
    return connect({ authClient });
  }

  async function newSpace(client, word) {
    const space = { spaceType: 'SPACE', displayName: unique(word) };
    return (await client.createSpace({ space }))[0];
  }

  async function say(client, space, text, more = {}) {
    const { thread, ...options } = more;
    const request = { parent: space.name, message: { text, thread }, ...options };
    return (await client.createMessage(request))[0];
  }

  async function listed(client, space, more = {}) {
    const request = { parent: space.name, ...more };
    const [messages] = await client.listMessages(request);
    return messages.map((message) => message.text);
  }

  test('set up a space, add people by id and address', async () => {
    const alice = person(server.alice);
    const human = (name) => ({ member: { name, type: 'HUMAN' } });
    const [space] = await alice.setUpSpace({
      space: { spaceType: 'SPACE', displayName: unique('Set up') },
      memberships: [human(server.users.bob)],
    });
    const [added] = await alice.createMembership({
      parent: space.name,
      membership: human('users/carol@example.com'),
    });
    assert.equal(added.member.name, server.users.carol);
    const [members] = await alice.listMemberships({ parent: space.name });
    const expected = ['alice', 'bob', 'carol'].map((name) => server.users[name]).sort();
    assert.deepEqual(members.map((member) => member.member.name).sort(), expected);
    const [removed] = await alice.deleteMembership({ name: added.name });
    assert.equal(removed.state, 'NOT_A_MEMBER');
    const [spaces] = await person(server.bob).listSpaces({});
    assert.ok(spaces.some((found) => found.name === space.name));
  });

  test('send, reply, edit, list, delete', async () => {
    const alice = person(server.alice);
    const space = await newSpace(alice, 'Messages');
    const first = await say(alice, space, 'first', { messageId: 'client-first' });
    assert.equal(first.clientAssignedMessageId, 'client-first');
    const reply = await say(alice, space, 'reply', {
      thread: { name: first.thread.name },
      messageReplyOption: 'REPLY_MESSAGE_OR_FAIL',
    });
    assert.equal(reply.thread.name, first.thread.name);
    assert.equal(reply.threadReply, true);
    const keyed = {
      thread: { threadKey: 'k' },
      messageReplyOption: 'REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD',
    };
    const one = await say(alice, space, 'one', keyed);
    const two = await say(alice, space, 'two', keyed);
    assert.equal(one.thread.name, two.thread.name);
    const again = await say(alice, space, 'again', { requestId: 'r' });
    assert.equal((await say(alice, space, 'again', { requestId: 'r' })).name, again.name);

    const [edited] = await alice.updateMessage({
      message: { name: `${space.name}/messages/client-first`, text: 'edited' },
      updateMask: { paths: ['text'] },
    });
    assert.equal(edited.name, first.name);
    assert.equal(edited.text, 'edited');
    const [got] = await alice.getMessage({ name: first.name });
    assert.equal(got.text, 'edited');

    const all = ['edited', 'reply', 'one', 'two', 'again'];
    assert.deepEqual(await listed(alice, space), all);
    const paged = [];
    const request = { parent: space.name, pageSize: 2 };
    for await (const message of alice.listMessagesAsync(request)) paged.push(message.text);
    assert.deepEqual(paged, all);
    const newest = await listed(alice, space, { orderBy: 'create_time DESC' });
    assert.deepEqual(newest, [...all].reverse());
    const filter = `thread.name = ${first.thread.name}`;
    assert.deepEqual(await listed(alice, space, { filter }), ['edited', 'reply']);

    await assert.rejects(alice.deleteMessage({ name: first.name }));
    await alice.deleteMessage({ name: first.name, force: true });
    assert.deepEqual(await listed(alice, space), ['one', 'two', 'again']);
    await alice.deleteSpace({ name: space.name });
  });

  test('find a direct message', async () => {
    const alice = person(server.alice);
    const [space] = await alice.setUpSpace({
      space: { spaceType: 'DIRECT_MESSAGE' },
      memberships: [{ member: { name: server.users.dave, type: 'HUMAN' } }],
    });
    const [found] = await alice.findDirectMessage({ name: server.users.dave });
    assert.equal(found.name, space.name);
  });

  test('an app by its key file', async () => {
    const alice = person(server.viaApp);
    const space = await newSpace(alice, 'App');
    const membership = { member: { name: 'users/app', type: 'BOT' } };
    await alice.createMembership({ parent: space.name, membership });
    const app = connect({ keyFilename: server.keyFile });
    const sent = await say(app, space, 'from the app');
    assert.equal(sent.sender.name, server.app.name);
    assert.equal(sent.sender.type, 'BOT');
    const widgets = [{ textParagraph: { text: 'ok' }, data: 'textParagraph' }];
    const [edited] = await app.updateMessage({
      message: {
        name: sent.name,
        cardsV2: [{ cardId: 'c', card: { sections: [{ widgets }] } }],
      },
      updateMask: { paths: ['cards_v2'] },
    });
    assert.equal(edited.cardsV2[0].cardId, 'c');
    assert.equal(edited.text, 'from the app');
  });

  test('errors have code, text and reason', async () => {
    const alice = person(server.alice);
    const space = await newSpace(alice, 'Errors');
    const missing = alice.getMessage({ name: `${space.name}/messages/client-nothing` });
    await assert.rejects(missing, (error) => error.code === 5 || error.code === 404);
    const foreign = person(server.bob).getSpace({ name: space.name });
    await assert.rejects(foreign, (error) => error.code === 7 || error.code === 403);
    const empty = alice.createMessage({ parent: space.name, message: {} });
    await assert.rejects(empty, (error) => error.code === 3 || error.code === 400);
    const readOnly = server.token(['--user', 'alice@example.com'], ['chat.spaces.readonly']);
    await assert.rejects(say(person(readOnly), space, 'no'), (error) => {
      assert.match(error.message, /Request had insufficient authentication scopes\./);
      // The fallback hands the answer over as it came, gRPC takes it apart.
      if (fallback) assert.match(error.message, /ACCESS_TOKEN_SCOPE_INSUFFICIENT/);
      else assert.equal(error.reason, 'ACCESS_TOKEN_SCOPE_INSUFFICIENT');
      return true;
    });
  });
}
