// Files with `@googleapis/chat`: up in one request, and back.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Readable } from 'node:stream';

import { auth, chat } from '@googleapis/chat';

import { start, unique } from './confab.mjs';

let server;
let rootUrl;
let alice;
let parent;

before(async () => {
  server = await start();
  rootUrl = `https://localhost:${server.port}/`;
  const credentials = new auth.OAuth2();
  credentials.setCredentials({ access_token: server.alice });
  alice = chat({ version: 'v1', auth: credentials, rootUrl });
  const requestBody = { spaceType: 'SPACE', displayName: unique('Media') };
  parent = (await alice.spaces.create({ requestBody })).data.name;
});

after(() => server?.stop());

// The library forgets the root URL when it uploads, unless the call says it.
const upload = (filename, mimeType, body) =>
  alice.media.upload({ parent, requestBody: { filename }, media: { mimeType, body } }, { rootUrl });

const download = async (message) => {
  const { resourceName } = message.attachment[0].attachmentDataRef;
  const parameters = { resourceName, alt: 'media' };
  const { data } = await alice.media.download(parameters, { responseType: 'arraybuffer' });
  return Buffer.from(data);
};

test('a file goes up and comes back', async () => {
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, n) => (n * 7) % 256));
  const { data: uploaded } = await upload('data.bin', 'image/png', Readable.from([content]));
  const requestBody = { text: 'A file', attachment: [uploaded] };
  const { data: message } = await alice.spaces.messages.create({ parent, requestBody });
  assert.equal(message.attachment[0].contentName, 'data.bin');
  assert.equal(message.attachment[0].contentType, 'image/png');
  assert.deepEqual(await download(message), content);
});

test('a text goes up as it is', async () => {
  const { data: uploaded } = await upload('a.txt', 'text/plain', 'one\r\n--two\n');
  const requestBody = { attachment: [uploaded] };
  const { data: message } = await alice.spaces.messages.create({ parent, requestBody });
  assert.equal((await download(message)).toString(), 'one\r\n--two\n');
});

test('a program is refused', async () => {
  await assert.rejects(upload('setup.exe', 'application/octet-stream', 'MZ'), (error) => {
    assert.equal(error.status, 400);
    assert.match(error.message, /\.exe are blocked/);
    return true;
  });
});
