// Sign-in by an outside OpenID provider: the real program `oidc-provider` runs
// beside the server, and a person clicks through the pages of both.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, test } from 'node:test';

import Provider from 'oidc-provider';

import { start } from './confab.mjs';

// People of the provider, by what they type as their login there.
const PEOPLE = {
  alice: { email: 'alice@example.com', email_verified: true, name: 'Alice' },
  erin: { email: 'erin@example.com', email_verified: true, name: 'Erin Eriksen' },
  frank: { email: 'frank@elsewhere.example', email_verified: true, name: 'Frank' },
  grace: { email: 'grace@example.com', email_verified: false, name: 'Grace' },
};

let listener;
let server;
let here;

before(async () => {
  listener = http.createServer();
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const issuer = `http://127.0.0.1:${listener.address().port}`;
  server = await start(
    ...['--oidc-issuer', issuer, '--oidc-client-id', 'confab', '--oidc-client-secret', 'a secret:%'],
    ...['--oidc-name', 'Example Identity', '--outgoing', 'loopback'],
  );
  here = `http://127.0.0.1:${server.port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'confab',
        client_secret: 'a secret:%',
        redirect_uris: [`https://127.0.0.1:${server.port}/signin/oidc/callback`],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: ['a key of the tests'] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: `sub-${id}`, ...PEOPLE[id] }) }),
    pkce: { required: () => true },
  });
  listener.on('request', provider.callback());
});

after(async () => {
  listener?.close();
  listener?.closeAllConnections();
  await server?.stop();
});

/** A browser of one person, who knows their login at the provider. */
function browser(login) {
  const cookies = new Map();
  const visit = async (address, fields) => {
    // The server speaks both on one port; this process trusts plain HTTP only.
    const url = address.replace(`https://127.0.0.1:${server.port}`, here);
    const headers = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
    const body = fields && new URLSearchParams(fields);
    const method = body ? 'POST' : 'GET';
    const answer = await fetch(url, { method, headers, body, redirect: 'manual' });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      if (value) cookies.set(name, value);
      else cookies.delete(name);
    }
    const location = answer.headers.get('location');
    if (location) return visit(new URL(location, url).href);
    return { status: answer.status, url, text: await answer.text() };
  };
  const open = async (address) => {
    let page = await visit(address);
    // The provider asks who it is, and then whether that is all right.
    for (let steps = 0; page.url.includes('/interaction/') && steps < 3; steps += 1) {
      const action = /action="([^"]*)"/.exec(page.text)[1];
      const prompt = /name="prompt" value="([^"]*)"/.exec(page.text)[1];
      page = await visit(new URL(action, page.url).href, { prompt, login, password: 'any' });
    }
    return page;
  };
  const session = async () => {
    const name = '__Host-confab_session';
    const cookie = `${name}=${cookies.get(name)}`;
    const headers = { cookie, 'x-confab-request': '1' };
    const answer = await fetch(`${here}/confab/v1/session:token`, { method: 'POST', headers });
    return answer.status === 200 ? (await answer.json()).user : answer.status;
  };
  return { cookies, open, visit, session };
}

/** Presses the button on the sign-in page. */
async function signIn(person, goal = '/healthz') {
  const page = await person.visit(`${here}/signin?continue=${encodeURIComponent(goal)}`);
  assert.match(page.text, /Sign in with Example Identity/);
  const [, path] = /href="(\/signin\/oidc[^"]*)"/.exec(page.text);
  return person.open(here + path.replaceAll('&amp;', '&'));
}

test('a person who is known by their address', async () => {
  const alice = browser('alice');
  const page = await signIn(alice);
  assert.deepEqual([page.status, page.text], [200, 'ok\n']);
  assert.equal((await alice.session()).name, server.users.alice);
});

test('a new person is made, once', async () => {
  const first = browser('erin');
  await signIn(first);
  const user = await first.session();
  assert.deepEqual([user.email, user.displayName, user.admin], ['erin@example.com', 'Erin Eriksen', false]);
  const again = browser('erin');
  await signIn(again);
  assert.equal((await again.session()).name, user.name);
  server.admin('user', 'disable', 'erin@example.com');
  const late = browser('erin');
  assert.match((await signIn(late)).text, /Your account is disabled/);
  assert.equal(await late.session(), 401);
});

test('other domains and unproven addresses stay outside', async () => {
  for (const [login, text] of [
    ['frank', /not of a domain that may sign in/],
    ['grace', /does not vouch for an e-mail address/],
  ]) {
    const person = browser(login);
    const page = await signIn(person);
    assert.equal(page.status, 403);
    assert.match(page.text, text);
    assert.equal(await person.session(), 401);
  }
});

test('another browser cannot come back', async () => {
  const answer = await fetch(`${here}/signin/oidc?continue=/`, { redirect: 'manual' });
  const state = new URL(answer.headers.get('location')).searchParams.get('state');
  const other = browser('alice');
  const page = await other.visit(`${here}/signin/oidc/callback?code=x&state=${state}`);
  assert.equal(page.status, 400);
  assert.match(page.text, /begun in another browser/);
});
