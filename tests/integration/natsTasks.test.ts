import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import { connect, nanos } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { openLog } from '../../infra/log/open.ts';
import type { NatsServer } from '../../infra/natsServer/startServer.ts';
import { onServer } from '../nats/servers.ts';

const NOW = 1_000_000;

/** Tasks of producers that know nothing of DSE but a subject and a header. */
function producers(server: () => NatsServer): void {
  let count = 0;
  let log: Substrate;
  let nc: NatsConnection;
  let js: JetStreamClient;
  let jsm: JetStreamManager;
  beforeEach(async () => {
    count += 1;
    const { host, port } = server();
    log = await openLog(`nats://${host}:${port}/p${count}`);
    nc = await connect({ servers: `${host}:${port}` });
    js = jetstream(nc);
    jsm = await jetstreamManager(nc);
  });
  afterEach(async () => {
    await log.close();
    await nc.close();
  });
  const stream = (): string => `DSE_P${count}_TASKS`;
  const send = (body: string, msgID?: string) =>
    js.publish(`dse-p${count}.task.sum`, body, msgID === undefined ? {} : { msgID });
  /** Sends until the server has forgotten that it knew the name. */
  const sendAgain = async (body: string, msgID: string): Promise<void> => {
    const { config } = await jsm.streams.info(stream());
    await jsm.streams.update(stream(), { ...config, duplicate_window: nanos(100) });
    while ((await send(body, msgID)).duplicate) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const claimed = async (): Promise<readonly string[]> => {
    await log.tasks.waiting();
    return (await log.tasks.claim('w1', NOW, 1000, 10)).map(({ id, body }) => `${id}: ${body}`);
  };
  const left = async (): Promise<number> => (await jsm.streams.info(stream())).state.messages;

  test('a named message is a task, and its message goes with its outcome', async () => {
    await send('{"n":1}', 'first');
    await send('{"n":2}', 'second');
    expect(await claimed()).toEqual(['first: {"n":1}', 'second: {"n":2}']);
    expect(await log.tasks.ack('first', 'w1')).toBe(true);
    expect(await left()).toBe(1);
    expect(await log.tasks.waiting()).toBe(1);
  });

  test('a message without a name is named by its place', async () => {
    await send('{}');
    expect(await claimed()).toEqual(['unnamed-1: {}']);
  });

  test('what a producer sent is known to who publishes the same name', async () => {
    await send('{"n":1}', 'first');
    expect(await log.tasks.publish({ id: 'first', capability: 'sum', body: '{"n":1}' })).toEqual({
      status: 'duplicate',
    });
    expect(await log.tasks.publish({ id: 'first', capability: 'sum', body: '{"n":2}' })).toEqual({
      status: 'conflict',
    });
  });

  test.for(['waiting', 'done'])('the same task sent again while it is %s is one task', async (status) => {
    await send('{}', 'first');
    expect(await claimed()).toEqual(['first: {}']);
    if (status === 'done') await log.tasks.ack('first', 'w1');
    await sendAgain('{}', 'first');
    expect(await log.tasks.waiting()).toBe(status === 'done' ? 0 : 1);
    expect(await log.tasks.dead()).toEqual([]);
    expect(await log.tasks.ack('first', 'w1')).toBe(status !== 'done');
    await expect.poll(left).toBe(0);
  });

  test.for(['waiting', 'done'])(
    'another body under the name of a task that is %s is kept among the dead',
    async (status) => {
      await send('{"n":1}', 'first');
      expect(await claimed()).toEqual(['first: {"n":1}']);
      if (status === 'done') await log.tasks.ack('first', 'w1');
      await sendAgain('{"n":2}', 'first');
      const dead = await log.tasks.dead();
      expect(dead).toMatchObject([{ body: '{"n":2}', reason: expect.stringContaining('"first"') }]);
      expect(await claimed()).toEqual([]);
      expect(await log.tasks.retry(dead[0]!.id, 1)).toEqual({ status: 'retried' });
      expect(await claimed()).toEqual([`${dead[0]!.id}: {"n":2}`]);
      expect(await log.tasks.dead()).toEqual([]);
    },
  );

  test('a process that comes later knows what was done, waits and is dead', async () => {
    for (const id of ['done', 'waits', 'dead']) await send(`{"of":"${id}"}`, id);
    await claimed();
    await log.tasks.ack('done', 'w1');
    await log.tasks.bury('dead', 'w1', 'hopeless', '2026-01-01T00:00:00.000Z');
    await sendAgain('{"of":"done"}', 'done');
    const second = await openLog(log.url);
    try {
      const leases = await second.tasks.claim('w2', NOW + 2000, 1000, 10);
      expect(leases.map(({ id, attempts }) => [id, attempts])).toEqual([['waits', 2]]);
      expect((await second.tasks.dead()).map(({ id, reason }) => [id, reason])).toEqual([
        ['dead', 'hopeless'],
      ]);
      expect(await log.tasks.ack('waits', 'w1')).toBe(false);
    } finally {
      await second.close();
    }
  });
}

for (const kind of ['2.9', 'current'] as const) onServer(kind, (_name, server) => producers(server));
