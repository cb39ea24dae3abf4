// Posts to the webhook of the first argument, as Google's guide for webhooks
// does it: with fetch and nothing else.

const response = await fetch(process.argv[2], {
  method: 'POST',
  headers: { 'Content-Type': 'application/json; charset=UTF-8' },
  body: JSON.stringify({ text: 'Hello from a Node script!' }),
});
console.log(response.status, await response.json());
process.exit(response.ok ? 0 : 1);
