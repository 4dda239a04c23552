// Stands in for a language model: a server that speaks like OpenAI and judges reviews by a few words.
import { createServer } from 'node:http';

const BAD = /\b(bad|poor|hate|dull)\b/i;

async function said(request) {
  let text = '';
  for await (const piece of request) text += piece;
  const input = JSON.parse(text).messages.at(-1).content;
  return JSON.stringify({ answer: BAD.test(input) ? 'negative' : 'positive' });
}

const server = createServer(async (request, response) => {
  const content = await said(request);
  const base = { id: '1', object: 'chat.completion.chunk', created: 1, model: 'word-counter' };
  const chunks = [
    { choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }] },
    { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    { choices: [], usage: { prompt_tokens: 100, completion_tokens: 5, total_tokens: 105 } },
  ];
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const chunk of chunks) response.write(`data: ${JSON.stringify({ ...base, ...chunk })}\n\n`);
  response.end('data: [DONE]\n\n');
});
server.listen(8399, '127.0.0.1', () => console.log('http://127.0.0.1:8399/v1'));
