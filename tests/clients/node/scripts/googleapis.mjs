// A bot as its developer wrote it for Google: `@googleapis/chat` over REST.
import { auth, chat } from '@googleapis/chat';

const [keyFile, parent] = process.argv.slice(2);
const credentials = new auth.GoogleAuth({
  keyFile,
  scopes: ['https://www.googleapis.com/auth/chat.bot'],
});
const client = chat({ version: 'v1', auth: credentials });
const { data } = await client.spaces.messages.create({ parent, requestBody: { text: 'rest' } });
console.log(data.name);
