import { jetstream } from '@nats-io/jetstream';
import { connect, headers } from '@nats-io/transport-node';
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeCommit } from '../../events/codec.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { openLog } from '../../infra/log/open.ts';
import { onServer } from '../nats/servers.ts';

const BIN = fileURLToPath(new URL('../../infra/cli/bin.js', import.meta.url));
const AHEAD = new URL('./anHourAhead.ts', import.meta.url).href;

type Ended = { readonly code: number; readonly out: string; readonly err: string };

const order = (capability: string): string =>
  JSON.stringify({
    spec: {
      capability,
      description: 'Doubles a number.',
      entry: 'double',
      input: { type: 'integer' },
      output: { type: 'integer' },
      examples: [1, 2, 5, -3].map((input) => ({ input, output: 2 * input })),
      seeds: [{ name: 'faulty', source: 'function double(n) { return n * 3; }', provenance: 'the test' }],
    },
  });

onServer('current', (_, server) => {
  let home: string;
  let count = 0;
  const processes = new Set<ChildProcess>();
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'dse-operations-'));
  });
  afterAll(() => {
    for (const child of processes) child.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  });

  const urlOf = (name: string): string => `nats://127.0.0.1:${server().port}/${name}`;
  const folder = (): string => join(home, String((count += 1)));
  const dse = (url: string, ...words: string[]): Promise<Ended> =>
    new Promise((resolve) => {
      execFile(
        process.execPath,
        [BIN, ...words, '--log', url, '--folder', folder()],
        { timeout: 60_000 },
        (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
      );
    });
  /** A worker that has begun to work, by its name. */
  const worker = async (url: string, ...node: string[]) => {
    const child = spawn(process.execPath, [...node, BIN, 'work', '--log', url, '--folder', folder()], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    processes.add(child);
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    let said = '';
    const name = await new Promise<string>((resolve, reject) => {
      child.stderr.on('data', (data: Buffer) => {
        said += data.toString();
        const found = /\bas (w-[a-z0-9-]+);/.exec(said)?.[1];
        if (found) resolve(found);
      });
      void ended.then(() => reject(new Error(`the worker ended: ${said}`)));
    });
    return { name, ended, stop: (signal: NodeJS.Signals) => child.kill(signal), said: () => said };
  };
  const onLog = async (url: string, use: (log: Substrate) => Promise<void>): Promise<void> => {
    const log = await openLog(url);
    try {
      await use(log);
    } finally {
      await log.close();
    }
  };
  const publish = async (log: Substrate, names: readonly string[]): Promise<void> => {
    for (const name of names)
      await log.tasks.publish({ id: name, capability: `double-${name}`, body: order(`double-${name}`) });
  };
  const commits = async (log: Substrate) =>
    (await log.events.readAll(0, 100_000)).map(({ body, position }) => decodeCommit(body, `at ${position}`));
  const answered = async (log: Substrate): Promise<string[]> =>
    (await commits(log))
      .filter(({ events }) => events.some(({ type }) => type === 'task.answered'))
      .map(({ actor }) => actor.id)
      .toSorted();

  test(
    'workers are replaced one after the other while tasks come in: each hands over what it held, every task is answered once',
    { timeout: 120_000 },
    async () => {
      const url = urlOf('rolling');
      const names = Array.from({ length: 12 }, (__, index) => `t${10 + index}`);
      await onLog(url, async (log) => {
        let current = await worker(url);
        await publish(log, names.slice(0, 6));
        for (const reached of [10, 40]) {
          while ((await log.events.position()) < reached) await sleep(10);
          const next = await worker(url);
          current.stop('SIGTERM');
          expect(await current.ended).toBe(0);
          const held = (await log.effects.pending()).filter((effect) => effect.worker === current.name);
          expect(held).toEqual([]);
          if (reached === 10) await publish(log, names.slice(6));
          current = next;
        }
        const drained = await dse(url, 'work', '--drain');
        expect(drained).toMatchObject({ code: 0 });
        expect(drained.err).toContain('the queue is drained');
        expect(await answered(log)).toEqual(names);
        expect((await log.effects.pending()).length + (await log.tasks.waiting())).toBe(0);
        current.stop('SIGTERM');
        await current.ended;
      });
    },
  );

  test('a quarantined task is taken by nobody until it is brought back; health asks for the operator meanwhile', async () => {
    const url = urlOf('quarantine');
    await onLog(url, (log) => publish(log, ['poison']));
    expect(await dse(url, 'health')).toMatchObject({ code: 0 });
    expect(await dse(url, 'tasks', 'quarantine', 'poison')).toMatchObject({ code: 2 });
    expect(await dse(url, 'tasks', 'quarantine', 'nobody', '--reason', 'x')).toMatchObject({
      code: 4,
      err: expect.stringContaining('no task "nobody" waits'),
    });
    expect(await dse(url, 'tasks', 'quarantine', 'poison', '--reason', 'it ends workers')).toMatchObject({
      code: 0,
    });
    const sick = await dse(url, 'health', '--json');
    expect(sick.code).toBe(1);
    expect(sick.out).toMatch(/"part":"dead letters","state":"warn","count":1/);
    expect(await dse(url, 'work', '--drain')).toMatchObject({ code: 0 });
    await onLog(url, async (log) => expect(await answered(log)).toEqual([]));
    const dead = await dse(url, 'tasks', 'dead', '--json');
    expect(dead.out).toContain('it ends workers');
    expect(await dse(url, 'tasks', 'dead', '--retry', 'nobody')).toMatchObject({ code: 1 });
    expect(await dse(url, 'tasks', 'dead', '--retry', 'poison')).toMatchObject({ code: 0 });
    expect(await dse(url, 'work', '--drain')).toMatchObject({ code: 0 });
    await onLog(url, async (log) => expect(await answered(log)).toEqual(['poison']));
  }, 120_000);

  test('a worker whose clock is an hour ahead works by the clock of the log, and steals nothing from a live one', async () => {
    const url = urlOf('skew');
    await onLog(url, async (log) => {
      const [right, ahead] = await Promise.all([worker(url), worker(url, '--import', AHEAD)]);
      const names = Array.from({ length: 10 }, (__, index) => `t${index}`);
      await publish(log, names);
      const drained = await dse(url, 'work', '--drain');
      expect(drained.code).toBe(0);
      for (const one of [right, ahead]) one.stop('SIGTERM');
      expect(await Promise.all([right.ended, ahead.ended])).toEqual([0, 0]);
      expect(await answered(log)).toEqual(names);
      const found = await commits(log);
      const latest = Date.now() + 60_000;
      expect(found.filter(({ meta }) => Date.parse(meta.at) > latest).map(({ id }) => id)).toEqual([]);
      expect(found.some(({ meta }) => meta.producer.writer === ahead.name)).toBe(true);
      // Nothing was handled twice for want of a common clock.
      const handled = found.map(({ meta }) => meta.command);
      expect(new Set(handled).size).toBe(handled.length);
    });
  }, 120_000);

  test('facts of a newer DSE stop an older one: it names position and versions, and writes nothing', async () => {
    const url = urlOf('newer');
    await onLog(url, (log) => publish(log, ['first']));
    expect(await dse(url, 'work', '--drain')).toMatchObject({ code: 0 });
    await onLog(url, async (log) => {
      const [last] = (await log.events.readAll(0, 100_000)).slice(-1);
      const nc = await connect({ servers: `127.0.0.1:${server().port}` });
      const own = headers();
      own.set('Nats-Msg-Id', 'from-the-future');
      own.set('dse-version', '1');
      own.set('dse-types', 'artifact.dreamt');
      const body = { ...(JSON.parse(last!.body) as object), v: 2 };
      await jetstream(nc).publish('dse-newer.event.artifact.dreamer', JSON.stringify(body), { headers: own });
      await nc.close();
      const end = await log.events.position();
      const asked = await dse(url, 'query', 'select count(*) from artifacts');
      expect(asked.code).toBe(5);
      expect(asked.err).toMatch(new RegExp(`position ${end}.*format 2.*this build reads 1.*newer DSE`));
      const verified = await dse(url, 'replay', '--verify');
      expect(verified).toMatchObject({ code: 1, out: expect.stringContaining('written by a newer DSE') });
      expect(await log.events.position()).toBe(end);
    });
  }, 60_000);

  test('one name for two bodies: the second is told so, and nothing of the first changes', async () => {
    const url = urlOf('names');
    await onLog(url, async (log) => {
      await publish(log, ['same']);
      expect(await log.tasks.publish({ id: 'same', capability: 'double-same', body: '{}' })).toEqual({
        status: 'conflict',
      });
      expect(await dse(url, 'work', '--drain')).toMatchObject({ code: 0 });
      expect(await answered(log)).toEqual(['same']);
      expect(await log.tasks.publish({ id: 'same', capability: 'double-same', body: '{}' })).toEqual({
        status: 'conflict',
      });
    });
  }, 60_000);
});
