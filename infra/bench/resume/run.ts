import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Substrate } from '../../../events/substrate/substrate.ts';
import type { Random } from '../../../machines/rules/random.ts';
import { openLog } from '../../log/open.ts';
import type { Ground } from './ground.ts';
import { kinds } from './kinds.ts';
import { remainsOf } from './remains.ts';
import type { Remains } from './remains.ts';
import { startProcess } from './resumeProcess.ts';
import type { ResumeProcess } from './resumeProcess.ts';
import type { ResumeNews, ResumeOrder } from './worker.ts';

/** What is done to the work once so many of its steps were seen; a step is a commit, or an effect that is begun. */
export type Strike = { readonly at: number; readonly what: 'worker' | 'server' };

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

const LOOK_MS = 2;
/** After its step a strike waits up to so long, so that it falls into any part of what follows. */
const PAUSE_MS = 6;

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
    const isDone = (): Promise<boolean> => kinds[kind]!(isSmall).done(log);
    const hits = await struck(setting, steps, processes, start, isDone);
    await orderly(processes[0]);
    for (const helper of processes.slice(1)) helper.end();
    for (const helper of processes.slice(1)) await orderly(helper);
    if (!(await isDone()))
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

/** Strikes at each moment in turn; gives those that hit while work was open. The rest came too late. */
async function struck(
  { ground, strikes, random, progress, kind }: RunSetting,
  steps: Steps,
  processes: ResumeProcess[],
  start: (role: ResumeOrder['role'], place: number) => ResumeProcess,
  isDone: () => Promise<boolean>,
): Promise<readonly Strike[]> {
  const hits: Strike[] = [];
  for (const strike of strikes) {
    while (steps.seen < strike.at && !processes[0]!.hasEnded()) {
      for (const one of processes.slice(1)) if (one.hasEnded()) await orderly(one);
      await sleep(LOOK_MS);
    }
    await sleep(random.uniform() * PAUSE_MS);
    if (processes[0]!.hasEnded()) break;
    const held = await steps.held();
    if (strike.what === 'server') await ground.restart!();
    else {
      const place = Math.floor(random.uniform() * processes.length);
      const victim = processes[place]!;
      victim.kill();
      if ((await victim.ended) !== null) break;
      const isLate = await isDone();
      await steps.count();
      processes[place] = start(victim.role, place);
      if (isLate) break;
    }
    hits.push(strike);
    progress(
      `${kind}, ${ground.name}: ${strike.what} ${hits.length} of ${strikes.length} at step ${steps.seen}, commit ${steps.commits}: ${held.join(', ') || 'between two effects'}`,
    );
  }
  return hits;
}

/** Waits for a process to end by itself. @throws Error with its last words when it does not end well. */
async function orderly(one: ResumeProcess | undefined): Promise<void> {
  const code = await one!.ended;
  if (code !== 0)
    throw new Error(`bench: a process that was to ${one!.role} ended with ${code}: ${one!.said()}`);
}

async function keysIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap((text) => text.split('\n').filter((line) => line !== ''));
}

/** Counts what the work has done so far, by what its processes tell and what the log holds. */
class Steps {
  readonly #log: Substrate;
  readonly #committed = new Map<number, string>();
  readonly #begun = new Set<string>();
  /** Told by a process after the log had acknowledged it. */
  readonly #told: { position: number; id: string }[] = [];
  #after = 0;
  #before = 0;

  constructor(log: Substrate) {
    this.#log = log;
  }

  get commits(): number {
    return this.#committed.size;
  }

  get seen(): number {
    return this.commits + this.#begun.size - this.#before;
  }

  /** What was prepared is no step of the work. */
  async begin(): Promise<void> {
    await this.count();
    this.#before = this.commits + this.#begun.size;
  }

  hear(news: ResumeNews): void {
    if (news.type === 'begun') this.#begun.add(news.key);
    if (news.type !== 'committed') return;
    this.#told.push(news);
    this.#committed.set(news.position, news.id);
  }

  /** Reads what no process lived to tell. */
  async count(): Promise<void> {
    for (const { position, id } of await this.#log.events.readAll(this.#after, Infinity)) {
      this.#committed.set(position, id);
      this.#after = position;
    }
  }

  /** Effects that somebody works on now. */
  async held(): Promise<readonly string[]> {
    return (await this.#log.effects.pending()).flatMap(({ worker, effect, actor }) =>
      worker === null ? [] : [`${effect.name} of ${actor.kind}/${actor.id}`],
    );
  }

  async missing(): Promise<number> {
    const stored = new Map(
      (await this.#log.events.readAll(0, Infinity)).map((one) => [one.position, one.id]),
    );
    return this.#told.filter(({ position, id }) => stored.get(position) !== id).length;
  }
}
