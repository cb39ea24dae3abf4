// A bot as its developer wrote it for Google: Node's https module, with an agent
// of its own.
import https from 'node:https';

import { bearer } from './bearer.mjs';

const [keyFile, parent] = process.argv.slice(2);
const request = https.request(`https://chat.googleapis.com/v1/${parent}/messages`, {
  method: 'POST',
  agent: new https.Agent({ keepAlive: true }),
  headers: { authorization: bearer(keyFile), 'content-type': 'application/json' },
});
request.on('response', async (answer) => {
  let text = '';
  for await (const chunk of answer) text += chunk;
  if (answer.statusCode !== 200) throw new Error(text);
  console.log(JSON.parse(text).name);
  request.agent.destroy();
});
request.end(JSON.stringify({ text: 'https' }));
