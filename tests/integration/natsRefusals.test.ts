import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiscardPolicy, jetstreamManager, StorageType } from '@nats-io/jetstream';
import type { StreamConfig } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { expect, test } from 'vitest';
import type { Commit } from '../../events/commit.ts';
import type { Head } from '../../events/substrate/events.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { openLog } from '../../infra/log/open.ts';
import type { NatsServerPlace } from '../../infra/natsServer/places.ts';
import { startServer } from '../../infra/natsServer/startServer.ts';
import type { NatsServer, NatsServerOptions } from '../../infra/natsServer/startServer.ts';
import { batchOf } from '../contract/substrate/runLogContract.ts';
import { append, artifact, commitOf, grow } from '../contract/substrate/commits.ts';
import { onServer } from '../nats/servers.ts';

const urlOf = ({ host, port }: NatsServer, name = ''): string => `nats://${host}:${port}${name}`;

/** What a log that cannot be opened says of itself. */
async function refusal(url: string): Promise<{ readonly kind: string; readonly message: string }> {
  const opened = await openLog(url).then(
    async (substrate) => substrate.close(),
    (error: Error & { kind: string }) => error,
  );
  if (!opened) throw new Error(`${url} was opened`);
  expect(opened.name).toBe('LogFailure');
  return opened;
}

async function withLog(url: string, use: (substrate: Substrate) => Promise<void>): Promise<void> {
  const substrate = await openLog(url);
  try {
    await use(substrate);
  } finally {
    await substrate.close();
  }
}

async function withServer(
  options: NatsServerOptions & { readonly text?: string },
  use: (server: NatsServer) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'dse-nats-conf-'));
  const config = join(folder, 'server.conf');
  const { text, ...rest } = options;
  if (text !== undefined) writeFileSync(config, text);
  const server = await startServer(text === undefined ? rest : { ...rest, config });
  try {
    await use(server);
  } finally {
    await server.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

const [run] = batchOf('w1', 1).runs;
const largeRun = { ...run!, input: { hash: '0'.repeat(64), json: JSON.stringify('x'.repeat(2000)) } };

/** What a log on this server refuses, and how it says so. */
function refusals({ path, version }: NatsServerPlace, running: () => NatsServer): void {
  test('a server that is not there is named, with what to do', async () => {
    let gone = '';
    await withServer({ path }, async (server) => {
      gone = urlOf(server);
    });
    const { kind, message } = await refusal(gone);
    expect(kind).toBe('unreachable');
    expect(message).toContain(gone.slice('nats://'.length));
    expect(message).toContain('start one, or correct the address');
  });

  test('wrong credentials are told apart from none, and the password is not repeated', async () => {
    const text = 'authorization { users: [ { user: dse, password: "right" } ] }';
    await withServer({ path, text }, async ({ host, port }) => {
      const wrong = await refusal(`nats://dse:topsecret@${host}:${port}`);
      expect(wrong.kind).toBe('unreachable');
      expect(wrong.message).toContain('refused user "dse"');
      expect(wrong.message).not.toContain('topsecret');
      expect((await refusal(`nats://${host}:${port}`)).message).toContain('without credentials');
      await withLog(`nats://dse:right@${host}:${port}`, async ({ events }) => {
        expect(await events.position()).toBe(0);
      });
    });
  });

  test('a server without JetStream is refused, with the switch to turn it on', async () => {
    await withServer({ path, bare: true }, async (server) => {
      const { kind, message } = await refusal(urlOf(server));
      expect(kind).toBe('unreachable');
      expect(message).toContain('JetStream is off');
      expect(message).toContain('`-js`');
    });
  });

  test('an account without JetStream on a server that has it is refused', async () => {
    const text = `accounts {
      SYS: { users: [ { user: admin, password: x } ] }
      HAS: { jetstream: enabled, users: [ { user: has, password: x } ] }
      NONE: { users: [ { user: none, password: x } ] }
    }
    system_account: SYS`;
    await withServer({ path, text }, async ({ host, port }) => {
      expect((await refusal(`nats://none:x@${host}:${port}`)).message).toContain('JetStream is off');
      await withLog(`nats://has:x@${host}:${port}`, async ({ events }) => {
        expect(await events.position()).toBe(0);
      });
    });
  });

  test('a server whose messages are too small for a commit is refused at the door', async () => {
    await withServer({ path, text: 'max_payload: 65536' }, async (server) => {
      const { kind, message } = await refusal(urlOf(server));
      expect(kind).toBe('foreign');
      expect(message).toContain('65536');
      expect(message).toContain('max_payload');
    });
  });

  test.for<[string, Partial<StreamConfig>, string, string]>([
    ['max_age', { max_age: 3_600_000_000_000 }, '3600000000000', '0'],
    ['max_msgs', { max_msgs: 10 }, '10', '-1'],
    ['discard', { discard: DiscardPolicy.Old }, '"old"', '"new"'],
    ['storage', { storage: StorageType.Memory }, '"memory"', '"file"'],
    [
      'subjects',
      { subjects: ['dse-s4.event.artifact.>'] },
      '["dse-s4.event.artifact.>"]',
      '["dse-s4.event.>"]',
    ],
    ['deny_delete', { deny_delete: false }, 'false', 'true'],
  ])(
    'a stream with another %s under our name is refused and left as it is',
    async (row, { expect: hold }) => {
      const [field, settings, is, should] = row;
      const log = field === 'subjects' ? 's4' : `other-${field.replace('_', '-')}`;
      const url = urlOf(running(), `/${log}`);
      await withLog(url, async () => {});
      const { host, port } = running();
      const nc = await connect({ servers: `${host}:${port}` });
      try {
        const { streams } = await jetstreamManager(nc);
        const name = `DSE_${log.toUpperCase().replaceAll('-', '_')}_EVENTS`;
        const { config } = await streams.info(name);
        await streams.delete(name);
        await streams.add({ ...config, ...settings });
        const before = (await streams.info(name)).config;
        const { kind, message } = await refusal(url);
        hold(kind).toBe('foreign');
        for (const part of [`${name} has ${field} ${is}`, `needs ${should}`, 'another name'])
          hold(message).toContain(part);
        hold((await streams.info(name)).config).toEqual(before);
      } finally {
        await nc.close();
      }
    },
  );

  test('more copies than the stream has, or the server can keep, are refused', async () => {
    await withLog(urlOf(running(), '/copies'), async () => {});
    const refused = version.startsWith('2.9.')
      ? /run nats-server 2\.11 or newer/
      : /num_replicas|3 copies need/;
    expect((await refusal(`${urlOf(running(), '/copies')}?replicas=3`)).message).toMatch(refused);
    expect((await refusal(`${urlOf(running(), '/more')}?replicas=3`)).message).toMatch(refused);
  });

  test('a commit of 2 MB is refused and nothing of it is written', async () => {
    await withLog(urlOf(running(), '/large'), async ({ events }) => {
      const large = commitOf(artifact('a'), 1, { text: 'x'.repeat(2_000_000) });
      expect(await append(events, large, null)).toMatchObject({
        status: 'refused',
        reason: expect.stringContaining('blobs'),
      });
      expect(await events.position()).toBe(0);
    });
  });

  test('a task of 2 MB is refused by its name and size, and nothing of it is written', async () => {
    await withLog(urlOf(running(), '/task'), async ({ tasks }) => {
      const task = { id: 'large', capability: 'sum', body: 'x'.repeat(2_000_000) };
      await expect(tasks.publish(task)).rejects.toThrow(/task large .*2000000 bytes.*at most/);
      expect(await tasks.waiting()).toBe(0);
      expect(await tasks.publish({ ...task, body: '{}' })).toEqual({ status: 'published' });
    });
  });

  test('a blob and a batch of runs of 2 MB come back whole', async () => {
    await withLog(urlOf(running(), '/batch'), async ({ blobs, runs }) => {
      const bytes = Buffer.alloc(2_000_000, 'blob');
      expect(Buffer.from((await blobs.get(await blobs.put(bytes, 'keep')))!).equals(bytes)).toBe(true);
      const batch = batchOf('w1', 1, { runs: Array.from({ length: 1000 }, () => largeRun) });
      expect((await runs.append(batch)).status).toBe('appended');
      expect((await runs.append(batch)).status).toBe('duplicate');
      expect((await runs.read(0, 10)).map(({ body }) => body)).toEqual([JSON.stringify(batch)]);
      expect((await runs.find(batch.id))?.body).toBe(JSON.stringify(batch));
    });
  });

  test('storage that is used up refuses commits with the reason, and the log goes on when there is room', async () => {
    const store = mkdtempSync(join(tmpdir(), 'dse-nats-store-'));
    const actor = artifact('a');
    const commitAt = (version: number): Commit => commitOf(actor, version, { text: 'x'.repeat(200_000) });
    let head: Head | null = null;
    try {
      await withServer({ path, store, text: 'jetstream { max_file_store: 2MB }' }, (server) =>
        withLog(urlOf(server), async ({ events, tasks, blobs }) => {
          let reason = '';
          for (let version = 1; version <= 20 && reason === ''; version += 1) {
            const outcome = await append(events, commitAt(version), head);
            if (outcome.status === 'appended') head = outcome.head;
            else reason = outcome.status === 'refused' ? outcome.reason : outcome.status;
          }
          expect(reason).toContain('cannot grow');
          expect(reason).toContain('Nothing was written');
          expect(await events.head(actor)).toEqual(head);
          const full = { name: 'LogFailure', kind: 'full' };
          const task = { id: 'large', capability: 'sum', body: 'x'.repeat(900_000) };
          await expect(tasks.publish(task)).rejects.toMatchObject(full);
          await expect(blobs.put('x'.repeat(900_000), 'keep')).rejects.toMatchObject(full);
        }),
      );
      await withServer({ path, store, text: 'jetstream { max_file_store: 64MB }' }, (server) =>
        withLog(urlOf(server), async ({ events }) => {
          expect(await events.head(actor)).toEqual(head);
          await grow(events, commitAt((head?.version ?? 0) + 1), head);
        }),
      );
    } finally {
      rmSync(store, { recursive: true, force: true });
    }
  });
}

for (const kind of ['2.9', 'current'] as const)
  onServer(kind, (_name, server, place) => refusals(place, server));
