import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { commitsOf } from '../answers/commits.ts';
import { openLog } from '../log/open.ts';
import { compared } from './compared.ts';
import type { Turn } from './compared.ts';
import { counted } from './counted.ts';
import { middle } from './outcome.ts';
import type { BenchOutcome } from './outcome.ts';
import { now, startLoad } from './rollback/load.ts';
import type { Answered } from './rollback/load.ts';
import { prepare } from './rollback/prepare.ts';
import type { Prepared } from './rollback/prepare.ts';
import { startServe } from './serveProcess.ts';

export type BenchRollbackOptions = {
  readonly repetitions?: number;
  /** Requests at a time. */
  readonly inFlight?: number;
  readonly progress?: (line: string) => void;
};

const BIN = fileURLToPath(new URL('../cli/bin.js', import.meta.url));
/** Load before the rollback and after it, ms. */
const BEFORE_MS = 700;
const AFTER_MS = 500;

/** One rollback, in ms since the epoch. */
type Seen = {
  readonly started: number;
  readonly ended: number;
  readonly bare: number;
  readonly answers: readonly Answered[];
};

/** A command of its own process, from its start to its end. @throws Error with what it said when it failed. */
async function timed(...words: readonly string[]): Promise<{ started: number; ended: number }> {
  const started = now();
  const child = spawn(process.execPath, [BIN, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, DSE_FOLDER: '', DSE_LOG: '' },
  });
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`bench: dse ${words.join(' ')} ended with ${code}: ${said}`);
  return { started, ended: now() };
}

async function once(url: string, folder: string, { capability }: Prepared, inFlight: number): Promise<Seen> {
  const load = startLoad(url, capability, inFlight);
  try {
    await sleep(BEFORE_MS);
    const bare = await timed('--version');
    const command = await timed('rollback', capability, '--folder', folder);
    await sleep(AFTER_MS);
    return { ...command, bare: bare.ended - bare.started, answers: load.answers };
  } finally {
    await load.stop();
  }
}

/** When the capability said that its predecessor serves again, ms since the epoch. */
async function committedAt(folder: string, all: readonly Prepared[]): Promise<readonly number[]> {
  const log = await openLog(`sqlite:${folder}`);
  try {
    return await Promise.all(
      all.map(async ({ capability, old }) => {
        const commits = await commitsOf(log, { kind: 'capability', id: capability });
        const back = commits.findLast(({ commit }) =>
          commit.events.some(
            ({ type, data }) => type === 'capability.promoted' && data['reason'] === 'rollback',
          ),
        );
        if (!back) throw new Error(`bench: ${capability} was not rolled back to ${old}`);
        return Date.parse(back.commit.meta.at);
      }),
    );
  } finally {
    await log.close();
  }
}

/**
 * `dse rollback` as a process of its own, on a `dse serve` under load: from the command's start to the first request that the old version answers
 * (SPEC G20: under a second), beside the bare start of the command line; requests that fail meanwhile.
 */
export async function benchRollback(options: BenchRollbackOptions = {}): Promise<BenchOutcome> {
  const { repetitions = 20, inFlight = 8, progress = () => undefined } = options;
  const folder = await mkdtemp(join(tmpdir(), 'dse-bench-rollback-'));
  try {
    const all = await prepare(folder, repetitions);
    const server = startServe(folder);
    const seen: Seen[] = [];
    try {
      const url = await server.url;
      for (const one of all) {
        seen.push(await once(url, folder, one, inFlight));
        progress(`${one.capability}: rolled back, ${seen.at(-1)!.answers.length} answers`);
      }
    } finally {
      server.child.kill('SIGTERM');
      await server.ended;
    }
    return outcomeOf(all, seen, await committedAt(folder, all), { repetitions, inFlight });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function outcomeOf(
  all: readonly Prepared[],
  seen: readonly Seen[],
  committed: readonly number[],
  config: { readonly repetitions: number; readonly inFlight: number },
): BenchOutcome {
  const first = seen.map(({ answers, started }, index) => {
    const back = answers
      .filter(({ artifact, ended }) => artifact === all[index]!.old && ended >= started)
      .map(({ ended }) => ended);
    if (back.length === 0) throw new Error(`bench: ${all[index]!.old} answered nothing after the rollback`);
    return Math.min(...back);
  });
  const wholes: Turn[] = seen.map(({ started, bare }, index) => ({
    ours: first[index]! - started,
    reference: bare,
  }));
  const sinceCommit: Turn[] = seen.map(({ answers }, index) => ({
    // Commits are dated to the millisecond.
    ours: Math.max(0, first[index]! - committed[index]!),
    reference: middle(answers.map(({ begun, ended }) => ended - begun)),
  }));
  const answers = seen.flatMap((one) => one.answers);
  const failed = answers.filter(({ artifact }) => artifact === null).length;
  const stale = seen.flatMap((one, index) =>
    one.answers.filter(({ artifact, begun }) => artifact === all[index]!.recent && begun > one.ended),
  ).length;
  const slowest = Math.max(...wholes.map(({ ours }) => ours));
  const whole = compared(
    "ms from the command's start to the first answer of the old version",
    wholes,
    'the middle one under a second (G20); reference: the bare start of the command line under the same load, `dse --version`',
    () => true,
  );
  const rows = [
    { ...whole, holds: middle(wholes.map(({ ours }) => ours)) < 1000 },
    counted('the slowest of them, ms', Math.round(slowest), null, 'reported', true),
    counted(
      'of them under a second (G20)',
      wholes.filter(({ ours }) => ours < 1000).length,
      wholes.filter(({ reference }) => reference < 1000).length,
      'reported; reference: bare starts under a second',
      true,
    ),
    compared(
      "ms from the capability's commit to that answer",
      sinceCommit,
      'reported; reference: the middle request under this load',
      () => true,
    ),
    counted('requests that failed', failed, answers.length, 'none; reference: all requests', failed === 0),
    counted(
      'answers of the version taken back to requests made after the command',
      stale,
      null,
      'none',
      stale === 0,
    ),
  ];
  return {
    bench: 'rollback',
    config: { log: 'sqlite', ...config, cores: availableParallelism() },
    seeds: [],
    versions: { node: process.version },
    rows,
    holds: rows.every(({ holds }) => holds),
  };
}
