import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Random } from '../../../machines/rules/random.ts';
import { openLog } from '../../log/open.ts';
import type { Ground } from './ground.ts';
import { kinds } from './kinds.ts';
import { remainsOf } from './remains.ts';
import type { Remains } from './remains.ts';
import { orderly, startProcess } from './resumeProcess.ts';
import type { ResumeProcess } from './resumeProcess.ts';
import { Steps } from './steps.ts';
import { strikeAt } from './strikes.ts';
import type { Strike } from './strikes.ts';
import type { ResumeOrder } from './worker.ts';

export type RunSetting = {
  readonly ground: Ground;
  /** Names the run's log and folder. */
  readonly run: string;
  readonly kind: string;
  readonly isSmall: boolean;
  readonly seed: number;
  readonly strikes: readonly Strike[];
  readonly random: Random;
  readonly progress: (line: string) => void;
};

export type RunResult = {
  readonly remains: Remains;
  /** Steps of the work: commits, and effects that were begun. */
  readonly steps: number;
  /** Strikes that hit while work was open. */
  readonly hits: readonly Strike[];
  /** Effects worked on, and how often beyond once each. */
  readonly effects: number;
  readonly again: number;
  /** Commits that a process was told are in the log and that are not where they were said to be. */
  readonly missing: number;
};

/** Does a kind of work on a ground, disturbs it, and reads what it left. @throws Error when a process ends by itself before the work does. */
export async function runDisturbed(setting: RunSetting): Promise<RunResult> {
  const { ground, run, kind, isSmall, seed } = setting;
  const home = join(ground.home, run);
  const executions = join(home, 'executions');
  await mkdir(executions, { recursive: true });
  const log = await openLog(ground.url(run));
  const steps = new Steps(log);
  let started = 0;
  const start = (role: ResumeOrder['role'], place: number): ResumeProcess => {
    started += 1;
    const order: ResumeOrder = {
      kind,
      isSmall,
      role,
      seed,
      folder: join(home, `w${place}`),
      log: ground.url(run),
      executions: join(executions, String(started)),
    };
    return startProcess(order, (news) => steps.hear(news));
  };
  const processes: ResumeProcess[] = [];
  try {
    processes.push(start('prepare', 0));
    await orderly(processes[0]);
    await steps.begin();
    processes[0] = start('work', 0);
    for (let place = 1; place < ground.workers; place += 1) processes.push(start('help', place));
    const hits = await strikeAt(setting, { log, steps, processes, start });
    await orderly(processes[0]);
    for (const helper of processes.slice(1)) helper.end();
    for (const helper of processes.slice(1)) await orderly(helper);
    if (!(await kinds[kind]!(isSmall).done(log)))
      throw new Error(`bench: ${kind} on ${ground.name} has ended and is not done: ${processes[0].said()}`);
    await steps.count();
    const remains = await remainsOf(log);
    const begun = await keysIn(executions);
    return {
      remains,
      steps: steps.seen,
      hits,
      effects: new Set(begun).size,
      again: begun.length - new Set(begun).size,
      missing: await steps.missing(),
    };
  } finally {
    for (const one of processes) one.kill();
    await Promise.all(processes.map(({ ended }) => ended));
    await log.close();
  }
}

async function keysIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap((text) => text.split('\n').filter((line) => line !== ''));
}
