// A bot as its developer wrote it for Google: Node's own fetch.
import { bearer } from './bearer.mjs';

const [keyFile, parent] = process.argv.slice(2);
const answer = await fetch(`https://chat.googleapis.com/v1/${parent}/messages`, {
  method: 'POST',
  headers: { authorization: bearer(keyFile), 'content-type': 'application/json' },
  body: JSON.stringify({ text: 'fetch' }),
});
if (!answer.ok) throw new Error(await answer.text());
console.log((await answer.json()).name);
