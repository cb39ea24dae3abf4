// A self-signed JWT of a service account's key (google.aip.dev/auth/4111), for
// scripts that use none of Google's libraries.
import { createSign } from 'node:crypto';
import fs from 'node:fs';

export function bearer(keyFile) {
  const key = JSON.parse(fs.readFileSync(keyFile, 'utf8'));
  const now = Math.floor(Date.now() / 1000);
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = { alg: 'RS256', typ: 'JWT', kid: key.private_key_id };
  const claims = {
    iss: key.client_email,
    sub: key.client_email,
    aud: 'https://chat.googleapis.com/',
    iat: now,
    exp: now + 3600,
  };
  const text = `${part(head)}.${part(claims)}`;
  const signature = createSign('RSA-SHA256').update(text).sign(key.private_key, 'base64url');
  return `Bearer ${text}.${signature}`;
}
