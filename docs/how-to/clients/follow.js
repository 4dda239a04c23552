// Asks DSE for code and prints what happens until the task is over: the official NATS client, nothing of DSE.
//
//     node follow.js ORDER.json [nats://user:password@host:port]
//
// ORDER.json is a task order (docs/reference/schemas/task-order.json) with the capability's declaration in "spec".
// Exit code: 0 answered, 3 unanswered or rejected, 1 anything else.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, headers } from '@nats-io/transport-node';

const [file, address = 'nats://127.0.0.1:4222'] = process.argv.slice(2);
if (!file) throw new Error('node follow.js ORDER.json [nats://user:password@host:port]');
const order = JSON.parse(readFileSync(file, 'utf8'));
const { capability } = order.spec;
const url = new URL(address);
const root = `dse${url.pathname.replaceAll('/', '-').replace(/-$/, '')}`;
const task = `js-${randomUUID().slice(0, 13)}`;

const nats = await connect({
  servers: url.host,
  ...(url.username === ''
    ? {}
    : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }),
});
const feed = nats.subscribe(`${root}.feed.>`);
const named = headers();
named.set('Nats-Msg-Id', task);
const reply = await nats.request(`${root}.task.${capability}`, JSON.stringify(order), {
  headers: named,
  timeout: 5000,
});
const taken = reply.json();
if (taken.error) throw new Error(`the task was not taken: ${taken.error.description}`);
console.log(`task ${task} for ${capability}: stored as message ${taken.seq} of ${taken.stream}`);

for await (const message of feed) {
  const { position, time, source, type, data } = message.json();
  console.log(`${String(position).padStart(6)} ${time} ${source} ${type}`);
  if (source !== `/task/${task}` || !/^task\.(answered|unanswered|rejected)$/.test(type)) continue;
  console.log(JSON.stringify(data));
  process.exitCode = type === 'task.answered' ? 0 : 3;
  break;
}
await nats.close();
