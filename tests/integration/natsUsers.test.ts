import { fileURLToPath } from 'node:url';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { openLog } from '../../infra/log/open.ts';
import { startServer } from '../../infra/natsServer/startServer.ts';
import type { NatsServer } from '../../infra/natsServer/startServer.ts';
import { append, artifact, commitOf, growTo } from '../contract/substrate/commits.ts';
import { onServer } from '../nats/servers.ts';

const CONFIG = fileURLToPath(new URL('../../infra/log/nats/server.conf', import.meta.url));

for (const kind of ['2.9', 'current'] as const)
  onServer(kind, (_, __, place) => {
    let server: NatsServer;
    let worker: Substrate;
    const url = (user: string): string => `nats://${user}:${user}-secret@127.0.0.1:${server.port}`;
    const as = (user: string): Promise<NatsConnection> =>
      connect({
        servers: `127.0.0.1:${server.port}`,
        user,
        pass: `${user}-secret`,
        timeout: 2000,
        // A producer is any program, with the client's own default.
        ...(user === 'producer' ? {} : { inboxPrefix: `_INBOX_${user}` }),
      });
    beforeAll(async () => {
      for (const user of ['producer', 'worker', 'auditor'])
        process.env[`DSE_${user.toUpperCase()}_PASSWORD`] = `${user}-secret`;
      server = await startServer({ path: place.path, config: CONFIG });
      worker = await openLog(url('worker'));
      await growTo(worker.events, artifact('alpha'), 3);
    });
    afterAll(async () => {
      await worker?.close();
      await server?.remove();
    });

    test('a worker does all that a log does', async () => {
      expect(await append(worker.events, commitOf(artifact('beta'), 1), null)).toMatchObject({
        status: 'appended',
      });
      expect(await worker.tasks.publish({ id: 't1', capability: 'sort', body: '{}' })).toEqual({
        status: 'published',
      });
      expect(await worker.tasks.claim('w', 0, 100, 1)).toHaveLength(1);
      const hash = await worker.blobs.put('content', 'value');
      expect(await worker.blobs.erase(hash)).toBe(true);
      expect(await worker.leases.acquire('a', 'w', 0, 100)).toMatchObject({ status: 'granted' });
      expect(await worker.feed?.lag()).toBeGreaterThan(0);
    });

    test('an auditor reads everything and changes nothing', async () => {
      const auditor = await openLog(url('auditor'));
      try {
        const commits = await auditor.events.readAll(0, 100);
        expect(commits.length).toBeGreaterThanOrEqual(3);
        expect(await auditor.events.read(artifact('alpha'))).toHaveLength(3);
        await expect(append(auditor.events, commitOf(artifact('gamma'), 1), null)).rejects.toThrow(
          /permission/i,
        );
        await expect(auditor.tasks.publish({ id: 't2', capability: 'sort', body: '{}' })).rejects.toThrow(
          /permission/i,
        );
        expect(await worker.events.head(artifact('gamma'))).toBeNull();
      } finally {
        await auditor.close();
      }
      const nats = await as('auditor');
      try {
        const jsm = await jetstreamManager(nats);
        for (const refused of [
          () => jsm.streams.purge('DSE_RUNS'),
          () => jsm.streams.delete('DSE_TASKS'),
          () => jsm.streams.deleteMessage('DSE_BLOBS', 1),
        ])
          await expect(refused()).rejects.toThrow(/permission/i);
      } finally {
        await nats.close();
      }
      expect((await worker.events.readAll(0, 100)).length).toBeGreaterThanOrEqual(3);
    });

    test('a producer publishes tasks and hears the feed; commits, streams and answers to others are not for it', async () => {
      const commits = await worker.events.position();
      const nats = await as('producer');
      try {
        const js = jetstream(nats, { timeout: 1000 });
        expect((await js.publish('dse.task.sort', '{}', { msgID: 'p1' })).seq).toBeGreaterThan(0);
        await expect(js.publish('dse.event.artifact.alpha', 'forged')).rejects.toThrow(/permission/i);
        await expect(js.publish('$KV.DSE_WORK.task.p1', '{}')).rejects.toThrow(/permission/i);
        await expect(
          (await jetstreamManager(nats, { checkAPI: false })).streams.info('DSE_EVENTS'),
        ).rejects.toThrow(/permission/i);
        // An answer that would be a commit reaches nobody.
        nats.publish('dse.task.sort', '{}', { reply: 'dse.event.artifact.alpha' });
        const feed = nats.subscribe('dse.feed.>', { max: 1 });
        await nats.flush();
        const told = await as('worker');
        told.publish('dse.feed.drift.detected.artifact.alpha', '{}');
        await told.drain();
        for await (const { subject } of feed) expect(subject).toBe('dse.feed.drift.detected.artifact.alpha');
        for (const subject of ['dse.event.>', '_INBOX_worker.>', '_INBOX_auditor.>'])
          await expect(nats.subscribe(subject).closed, subject).resolves.toBeInstanceOf(Error);
      } finally {
        await nats.close();
      }
      expect(await worker.events.position()).toBe(commits);
    });
  });
