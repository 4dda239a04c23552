import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { PendingEffect } from '../../events/substrate/effects.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { doubledEvaluations, recordedEvaluations } from '../../infra/bench/resume/evaluations.ts';
import { publishRepairs } from '../../infra/bench/resume/repair.ts';
import type { Repairs } from '../../infra/bench/resume/repair.ts';
import { traceByTask } from '../../infra/bench/resume/trace.ts';
import type { Trace } from '../../infra/bench/resume/trace.ts';
import { openLog } from '../../infra/log/open.ts';
import { verifyLog } from '../../infra/log/verify.ts';
import { startWorker } from '../../infra/bench/workerProcess.ts';
import type { WorkerProcess } from '../../infra/bench/workerProcess.ts';

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
  readonly trace: Trace;
};

const RECORD_ACKS = new URL('./recordAcks.ts', import.meta.url).href;
const WORKERS = 2;
const LOOK_MS = 20;

/**
 * Two `dse work` processes do a workload on a log while `disturb` does its worst; then everything that was acknowledged to any process
 * must stand where it was said, nothing twice, every task answered.
 */
export async function chaosWork(
  url: string,
  workload: Repairs,
  disturb: (work: Work) => Promise<void>,
): Promise<Outcome> {
  const home = mkdtempSync(join(tmpdir(), 'dse-chaos-'));
  const log = await openLog(url);
  let started = 0;
  const start = (index: number): WorkerProcess =>
    startWorker({
      folder: join(home, `w${index}`),
      url,
      node: ['--import', RECORD_ACKS],
      env: { DSE_CHAOS_ACKS: join(home, `acks-${(started += 1)}`) },
    });
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
    const all = publishRepairs(log, workload).finally(() => (over = true));
    await Promise.race([Promise.all([all, disturb(work)]), anyDeath(workers, () => over)]);
    const outcome = await examined(log, home, workload.proofs + workload.repairs);
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
  expect(await log.tasks.dead()).toEqual([]);
  const trace = await traceByTask(log);
  expect(doubledEvaluations(await recordedEvaluations(log, trace))).toEqual([]);
  const answered = Object.values(trace).filter((facts) => facts.some(({ type }) => type === 'task.answered'));
  expect(answered).toHaveLength(tasks);
  return { commits: stored.length, trace };
}
