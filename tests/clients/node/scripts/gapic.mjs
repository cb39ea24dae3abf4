// A bot as its developer wrote it for Google: `@google-apps/chat` over gRPC.
import chat from '@google-apps/chat';

const [keyFilename, parent] = process.argv.slice(2);
const client = new chat.v1.ChatServiceClient({
  keyFilename,
  scopes: ['https://www.googleapis.com/auth/chat.bot'],
});
const [message] = await client.createMessage({ parent, message: { text: 'grpc' } });
console.log(message.name);
