// The code flow with `google-auth-library`, and a person who clicks.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { CodeChallengeMethod, OAuth2Client } from 'google-auth-library';

import { PASSWORD, start } from './confab.mjs';

const SCOPE = ['openid', 'email', 'https://www.googleapis.com/auth/chat.spaces'];
const REDIRECT = 'http://localhost:9/callback';

let server;
let here;

before(async () => {
  server = await start();
  // Plain HTTP on the same port: this process would have to be started with
  // NODE_EXTRA_CA_CERTS to trust the certificate everywhere.
  here = `http://127.0.0.1:${server.port}`;
});

after(() => server?.stop());

function register(name) {
  const out = path.join(server.folder, `${name}.json`);
  server.admin('oauth-client', 'create', name, '--redirect-uri', REDIRECT, '--out', out);
  return JSON.parse(fs.readFileSync(out, 'utf8')).web;
}

function connect(file) {
  return new OAuth2Client({
    clientId: file.client_id,
    clientSecret: file.client_secret,
    redirectUri: REDIRECT,
    endpoints: {
      oauth2AuthBaseUrl: `${here}/o/oauth2/v2/auth`,
      oauth2TokenUrl: `${here}/token`,
      oauth2RevokeUrl: `${here}/revoke`,
      tokenInfoUrl: `${here}/tokeninfo`,
      oauth2FederatedSignonPemCertsUrl: `${here}/oauth2/v1/certs`,
    },
  });
}

/** Signs in and allows; answers the address that leads back to the app. */
async function click(url, email) {
  const cookies = new Map();
  const visit = async (address, fields) => {
    const headers = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
    const body = fields && new URLSearchParams(fields);
    const method = body ? 'POST' : 'GET';
    const answer = await fetch(address, { method, headers, body, redirect: 'manual' });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (!location) return { text: await answer.text() };
    const next = new URL(location, address).href;
    return next.startsWith(REDIRECT) ? { back: new URL(next) } : visit(next);
  };
  const hidden = (text, name) =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(text)[1].replaceAll('&amp;', '&');
  let page = await visit(url);
  if (page.text?.includes('type="password"')) {
    const goal = hidden(page.text, 'continue');
    page = await visit(`${here}/signin`, { email, password: PASSWORD, continue: goal });
  }
  if (page.back) return page.back;
  const fields = { decision: 'allow' };
  for (const name of ['request', 'token']) fields[name] = hidden(page.text, name);
  for (const [, name] of page.text.matchAll(/type="checkbox" name="([^"]*)"/g)) fields[name] = 'on';
  return (await visit(`${here}/o/oauth2/consent`, fields)).back;
}

test('a person allows, and the library keeps access', async () => {
  const file = register('Dashboard');
  const client = connect(file);
  const { codeVerifier, codeChallenge } = await client.generateCodeVerifierAsync();
  const url = client.generateAuthUrl({
    access_type: 'offline',
    scope: SCOPE,
    state: 's1',
    code_challenge_method: CodeChallengeMethod.S256,
    code_challenge: codeChallenge,
  });
  const back = await click(url, 'alice@example.com');
  assert.equal(back.searchParams.get('state'), 's1');
  const code = back.searchParams.get('code');
  const { tokens } = await client.getToken({ code, codeVerifier });
  client.setCredentials(tokens);
  assert.ok(tokens.refresh_token && tokens.id_token && tokens.expiry_date > Date.now());

  const info = await client.getTokenInfo(tokens.access_token);
  assert.equal(info.email, 'alice@example.com');
  assert.ok(info.scopes.includes(SCOPE[2]));
  const ticket = await client.verifyIdToken({
    idToken: tokens.id_token,
    audience: file.client_id,
  });
  assert.equal(`users/${ticket.getPayload().sub}`, server.users.alice);

  // The library puts the old refresh token back each time.
  for (let round = 0; round < 3; round += 1) {
    const before = client.credentials.access_token;
    await client.refreshAccessToken();
    assert.notEqual(client.credentials.access_token, before);
  }
  const spaces = await client.request({ url: `${here}/v1/spaces` });
  assert.equal(spaces.status, 200);

  await client.revokeToken(client.credentials.access_token);
  await assert.rejects(client.refreshAccessToken(), /invalid_grant/);
});

test('a web app needs no PKCE, and what it sent twice is worth nothing', async () => {
  const client = connect(register('Old dashboard'));
  const url = client.generateAuthUrl({ access_type: 'offline', scope: SCOPE });
  const back = await click(url, 'bob@example.com');
  const code = back.searchParams.get('code');
  const { tokens } = await client.getToken(code);
  await assert.rejects(client.getToken(code), /invalid_grant/);
  client.setCredentials(tokens);
  await assert.rejects(client.refreshAccessToken(), /invalid_grant/);
});
