import { openSync, writeSync } from 'node:fs';
import { Publisher } from '../../infra/log/nats/publisher.ts';

/** Loaded before a process of DSE (`node --import`): writes down each ack it gets, before the process itself knows of it. */
const file = openSync(process.env['DSE_CHAOS_ACKS']!, 'a');
const publish = Reflect.get<Publisher, 'publish'>(Publisher.prototype, 'publish');

Publisher.prototype.publish = async function (this: Publisher, subject, body, headers) {
  const ack = await publish.call(this, subject, body, headers);
  const line = { subject, position: ack.seq, id: headers.get('Nats-Msg-Id') };
  writeSync(file, `${JSON.stringify(line)}\n`);
  return ack;
};
