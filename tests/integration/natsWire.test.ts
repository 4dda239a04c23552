import { jetstream } from '@nats-io/jetstream';
import type { JsMsg } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { asyncApi } from '../../events/asyncapi.ts';
import { versionOf } from '../../events/catalog.ts';
import type { FactType } from '../../events/catalog.ts';
import { isFields } from '../../events/json.ts';
import { createDse } from '../../infra/dse.ts';
import { onServer } from '../nats/servers.ts';

const spec = {
  capability: 'double',
  description: 'Doubles a number.',
  entry: 'double',
  input: { type: 'integer' },
  output: { type: 'integer' },
  examples: [1, 2, 5, -3].map((input) => ({ input, output: 2 * input })),
  seeds: [{ name: 'faulty', source: 'function double(n) { return n * 3; }', provenance: 'the test' }],
};
const CHANNELS = { event: 'events', run: 'runs', task: 'tasks', dead: 'dead', feed: 'feed', blob: 'blobs' };
const STREAMS = ['EVENTS', 'RUNS', 'TASKS', 'DEADLETTER', 'BLOBS', 'FEED'];
/** By which the publisher tells the server what it expects; the server adds the one of a closed subject. */
const TO_THE_SERVER = /^Nats-Expected-/;

/** Says what of a message is not as the document has it. */
function inspector(): (message: JsMsg) => string[] {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema(asyncApi('1.0.0'), 'api');
  const compiled = new Map<string, ValidateFunction>();
  const misfits = (place: string, value: unknown): string[] => {
    const fits = compiled.get(place) ?? ajv.compile({ $ref: `api#/${place}` });
    compiled.set(place, fits);
    return fits(value) ? [] : (fits.errors ?? []).map((error) => `${place}: ${ajv.errorsText([error])}`);
  };
  return (message) => {
    const { subject, headers } = message;
    const kind = subject.split('.')[1] as keyof typeof CHANNELS;
    const given = Object.fromEntries(
      [...(headers ?? [])]
        .filter(([name]) => !TO_THE_SERVER.test(name))
        .map(([name, [value]]) => [name, value]),
    );
    const body = kind === 'dead' || kind === 'blob' ? null : message.json<{ type?: FactType }>();
    const name = { event: 'commit', run: 'batch', task: 'task', dead: 'letter', blob: 'content', feed: '' }[
      kind
    ];
    const channel = `channels/${CHANNELS[kind]}/messages/${kind === 'feed' ? `${body?.type}.v${versionOf(body!.type!)}` : name}`;
    // Parts of a large blob are bare.
    if (kind === 'blob' && subject.split('.').length === 4) return [];
    const known = ajv.getSchema(`api#/${channel}/headers`)?.schema;
    const named = isFields(known) && isFields(known['properties']) ? Object.keys(known['properties']) : [];
    const strange = Object.keys(given).filter((header) => !named.includes(header));
    return [
      ...strange.map((header) => `${channel}: header ${header} is not described`),
      ...misfits(`${channel}/headers`, given),
      ...(body === null ? [] : misfits(`${channel}/payload`, body)),
    ];
  };
}

onServer('current', (_, server) => {
  test('every message on the server is what the AsyncAPI document says', { timeout: 60_000 }, async () => {
    const url = `nats://127.0.0.1:${server().port}`;
    const nc = await connect({ servers: url });
    const js = jetstream(nc);
    const folder = mkdtempSync(join(tmpdir(), 'dse-wire-'));
    try {
      const dse = await createDse({ folder, log: url });
      await js.publish('dse.task.double', JSON.stringify({ spec }), { msgID: 'w1' });
      await js.publish('dse.task.double', 'no order', { msgID: 'w2' });
      await js.publish('dse.task.double', 'no name');
      await dse.settle();
      await dse.run('double', '21');
      // Waits in the queue: nobody is there any more to take it.
      await dse.close();
      await js.publish('dse.task.double', JSON.stringify({ spec }), { msgID: 'w3' });

      const inspect = inspector();
      const seen = new Map<string, number>();
      const problems = new Set<string>();
      const dead = new Set<string | undefined>();
      for (const stream of STREAMS) {
        const consumer = await js.consumers.get(`DSE_${stream}`);
        for await (const message of await consumer.fetch({ max_messages: 10_000, expires: 1000 })) {
          seen.set(stream, (seen.get(stream) ?? 0) + 1);
          if (stream === 'DEADLETTER') dead.add(message.headers?.get('dse-task'));
          // The dead stay in the queue, as they came.
          if (stream === 'TASKS' && message.headers?.get('Nats-Msg-Id') !== 'w3') continue;
          for (const problem of inspect(message)) problems.add(problem);
        }
      }
      expect([...problems]).toEqual([]);
      expect([...seen.keys()]).toEqual(STREAMS);
      expect(dead).toEqual(new Set(['w2', 'unnamed-3']));
    } finally {
      await nc.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
