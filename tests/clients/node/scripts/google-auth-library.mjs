// A bot as its developer wrote it for Google: google-auth-library alone.
import { GoogleAuth } from 'google-auth-library';

const [keyFile, parent] = process.argv.slice(2);
const auth = new GoogleAuth({ keyFile, scopes: ['https://www.googleapis.com/auth/chat.bot'] });
const { data } = await auth.request({
  url: `https://chat.googleapis.com/v1/${parent}/messages`,
  method: 'POST',
  data: { text: 'google-auth-library' },
});
console.log(data.name);
