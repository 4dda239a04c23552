import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { decodeCommit } from '../../events/codec.ts';
import type { PendingEffect } from '../../events/substrate/effects.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { openLog } from '../../infra/log/open.ts';
import { verifyLog } from '../../infra/log/verify.ts';
import { ownWords } from './ownWords.ts';
import { doubled, traceByTask } from './trace.ts';
import { startWorker } from './workerProcess.ts';
import type { WorkerProcess } from './workerProcess.ts';

export type Workload = {
  /** Tasks of which one seed of three is right; all are published at once. */
  readonly proofs: number;
  /** Tasks whose only seed is wrong. Each learns a fix the next one may use, so each waits for the one before. */
  readonly repairs: number;
};

/** What a disturbance can see and do while the work goes on. */
export type Work = {
  readonly log: Substrate;
  readonly workers: readonly WorkerProcess[];
  /** Resolves when so many commits were seen on the stream. @throws when the work ends before. */
  commits(count: number): Promise<void>;
  readonly seen: () => number;
  /** Effects that somebody works on now. @throws when the work has ended. */
  held(): Promise<readonly (PendingEffect & { readonly worker: string })[]>;
  /** Puts a new process into the place of a dead one. */
  replace(index: number): void;
};

export type Outcome = {
  readonly commits: number;
  readonly trace: Record<string, readonly unknown[]>;
};

const WORKERS = 2;
const LOOK_MS = 20;

const spec = (capability: string, factor: number, seeds: readonly string[]): string =>
  JSON.stringify({
    spec: {
      capability,
      description: `Multiplies a number by ${factor}: ${ownWords(capability)}.`,
      entry: 'times',
      input: { type: 'integer' },
      output: { type: 'integer' },
      examples: [1, 2, 5, -3].map((input) => ({ input, output: factor * input })),
      seeds: seeds.map((source, index) => ({
        name: `seed-${index}`,
        source: `function times(n) { ${source} }`,
        provenance: 'the test',
      })),
    },
  });

const proof = (index: number): string =>
  spec(`times-${index}`, index + 2, [
    `return n + ${index};`,
    `return n * ${index + 3};`,
    `return n * ${index + 2};`,
  ]);
const repair = (index: number): string => spec(`mend-${index}`, 2, [`return n * ${index + 3};`]);

/**
 * Two `dse work` processes do a workload on a log while `disturb` does its worst; then everything that was acknowledged to any process
 * must stand where it was said, nothing twice, every task answered.
 */
export async function chaosWork(
  url: string,
  { proofs, repairs }: Workload,
  disturb: (work: Work) => Promise<void>,
): Promise<Outcome> {
  const home = mkdtempSync(join(tmpdir(), 'dse-chaos-'));
  const log = await openLog(url);
  let started = 0;
  const start = (index: number): WorkerProcess =>
    startWorker({ folder: join(home, `w${index}`), url, acks: join(home, `acks-${(started += 1)}`) });
  const workers = Array.from({ length: WORKERS }, (_, index) => start(index));
  const ending: Promise<unknown>[] = [];
  let seen = 0;
  let over = false;
  log.events.onAppended(() => (seen += 1));
  const goesOn = (count: number): void => {
    if (over) throw new Error(`the work ended after ${seen} commits, before commit ${count} was disturbed`);
  };
  const work: Work = {
    log,
    workers,
    seen: () => seen,
    commits: async (count) => {
      for (; work.seen() < count; await sleep(LOOK_MS)) goesOn(count);
    },
    held: async () => {
      goesOn(seen);
      return (await log.effects.pending()).flatMap(({ worker, ...effect }) =>
        worker === null ? [] : [{ ...effect, worker }],
      );
    },
    replace: (index) => {
      ending.push(workers[index]!.ended);
      workers[index] = start(index);
    },
  };
  try {
    await Promise.all(workers.map(({ name }) => name));
    const all = produce(log, proofs, repairs).finally(() => (over = true));
    await Promise.race([Promise.all([all, disturb(work)]), anyDeath(workers, () => over)]);
    const outcome = await examined(log, home, proofs + repairs);
    // A worker that still starts hears the signal too early to end in order.
    await Promise.all(workers.map(({ name }) => name));
    for (const { child } of workers) child.kill('SIGTERM');
    for (const { ended, said } of workers) expect(await ended, said()).toBe(0);
    return outcome;
  } finally {
    over = true;
    for (const { child } of workers) child.kill('SIGKILL');
    await Promise.all([...ending, ...workers.map(({ ended }) => ended)]);
    await log.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Rejects when a worker ends by itself: with a log that comes back it has no reason to. */
async function anyDeath(workers: readonly WorkerProcess[], isOver: () => boolean): Promise<never> {
  for (; !isOver(); await sleep(LOOK_MS))
    for (const { child, said } of workers)
      if (child.exitCode !== null) throw new Error(`a worker ended with ${child.exitCode}: ${said()}`);
  return new Promise(() => {});
}

/** Publishes all tasks and waits until nothing is left to do. */
async function produce(log: Substrate, proofs: number, repairs: number): Promise<void> {
  const publish = async (id: string, capability: string, body: string): Promise<void> => {
    expect((await log.tasks.publish({ id, capability, body })).status).not.toBe('conflict');
  };
  for (let index = 0; index < proofs; index += 1)
    await publish(`proof-${index}`, `times-${index}`, proof(index));
  for (let index = 0; index < repairs; index += 1) {
    const task = { kind: 'task', id: `repair-${index}` } as const;
    await publish(task.id, `mend-${index}`, repair(index));
    const isOurs = ({ actor }: PendingEffect): boolean =>
      actor.id === task.id || actor.id.startsWith(`mend-${index}`);
    while (!(await isAnswered(log, task)) || (await log.effects.pending()).some(isOurs)) await sleep(LOOK_MS);
  }
  while ((await log.tasks.waiting()) > 0 || (await log.effects.pending()).length > 0) await sleep(LOOK_MS);
}

async function isAnswered(log: Substrate, actor: { kind: 'task'; id: string }): Promise<boolean> {
  const commits = await log.events.read(actor);
  return commits.some(({ body }) =>
    decodeCommit(body, actor.id).events.some(({ type }) => type === 'task.answered'),
  );
}

type Ack = { readonly subject: string; readonly position: number; readonly id: string };

async function examined(log: Substrate, home: string, tasks: number): Promise<Outcome> {
  const stored = await log.events.readAll(0, Infinity);
  const places = new Map(stored.map((commit) => [commit.position, commit]));
  const acks = readdirSync(home)
    .filter((name) => name.startsWith('acks-'))
    .flatMap((name) => readFileSync(join(home, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Ack);
  const acked = acks.filter(({ subject }) => subject.split('.')[1] === 'event');
  expect(
    acked.filter(({ id, position }) => places.get(position)?.id !== id),
    'acknowledged commits that are not where they were said to be',
  ).toEqual([]);
  for (const { subject } of acks) {
    const [, kind, hash] = subject.split('.');
    if (kind === 'blob') expect(await log.blobs.has(hash!), `acknowledged blob ${hash}`).toBe(true);
  }
  expect((await verifyLog(log)).problems).toEqual([]);
  expect(await doubled(log)).toEqual([]);
  expect(await log.tasks.dead()).toEqual([]);
  const trace = await traceByTask(log);
  const answered = Object.values(trace).filter((facts) =>
    facts.some((fact) => (fact as { type: string }).type === 'task.answered'),
  );
  expect(answered).toHaveLength(tasks);
  return { commits: stored.length, trace };
}
