import fs from 'node:fs';
import http from 'node:http';
import { createGoogleChatAdapter } from '@chat-adapter/gchat';
import { createMemoryState } from '@chat-adapter/state-memory';
import { Actions, Button, Card, CardText, Chat } from 'chat';
import { OAuth2Client } from 'google-auth-library';

const [endpoint, botUserId, projectNumber, keyFile] = process.argv.slice(2);
const account = `service-${projectNumber}@gcp-sa-gsuiteaddons.iam.gserviceaccount.com`;

// Mentions and buttons are the SDK's.
const bot = new Chat({
  userName: 'echo',
  logger: 'debug',
  adapters: {
    gchat: createGoogleChatAdapter({
      credentials: JSON.parse(fs.readFileSync(keyFile, 'utf8')),
      endpointUrl: endpoint,
      botUserId,
      userName: 'echo',
      workspaceAddOnServiceAccountEmail: account,
    }),
  },
  state: createMemoryState(),
});

bot.onNewMention(async (thread, message) => {
  const press = Button({ id: 'press', label: 'Press' });
  const said = CardText(`You said: ${message.text}`);
  await thread.post(Card({ children: [said, Actions([press])] }));
});

bot.onAction('press', async (event) => {
  await event.thread.post('You pressed it.');
});

// Commands and dialogs are not, so they are answered here.
const client = new OAuth2Client();

async function fromChat(header = '') {
  const idToken = header.replace('Bearer ', '');
  const ticket = await client.verifyIdToken({ idToken, audience: endpoint });
  return ticket.getPayload().email === account;
}

function answer({ chat, commonEventObject }) {
  const command = chat.appCommandPayload?.appCommandMetadata.appCommandId;
  if (command === 1) {
    const message = { text: 'This is the first app.' };
    return { hostAppDataAction: { chatDataAction: { createMessageAction: { message } } } };
  }
  if (command === 2) {
    const action = { function: endpoint, parameters: [{ key: 'step', value: 'done' }] };
    const widgets = [
      { textInput: { name: 'name', label: 'Your name' } },
      { buttonList: { buttons: [{ text: 'Done', onClick: { action } }] } },
    ];
    return { action: { navigations: [{ pushCard: { sections: [{ widgets }] } }] } };
  }
  if (commonEventObject.parameters?.step === 'done') {
    const [name] = commonEventObject.formInputs.name.stringInputs.value;
    const navigations = [{ endNavigation: { action: 'CLOSE_DIALOG' } }];
    return { action: { navigations, notification: { text: `Hello, ${name}!` } } };
  }
  return null;
}

async function respond(request, body) {
  const own = answer(JSON.parse(body));
  if (own) {
    const good = await fromChat(request.headers.authorization).catch(() => false);
    return good ? Response.json(own) : new Response('', { status: 401 });
  }
  const { headers } = request;
  return bot.webhooks.gchat(new Request(endpoint, { method: 'POST', headers, body }));
}

const server = http.createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const result = await respond(request, body);
  response.writeHead(result.status, { 'content-type': 'application/json' });
  response.end(await result.text());
});
server.listen(new URL(endpoint).port, '127.0.0.1');
