import { setTimeout as sleep } from 'node:timers/promises';
import { Host } from '../../../actors/host.ts';
import type { Substrate } from '../../../events/substrate/substrate.ts';
import { kinds } from './kinds.ts';
import { orderly } from './resumeProcess.ts';
import type { ResumeProcess } from './resumeProcess.ts';
import type { RunSetting } from './run.ts';
import type { Steps } from './steps.ts';
import type { ResumeOrder } from './worker.ts';

/**
 * What is done to the work once so many of its steps were seen; a step is a commit, or an effect that is begun. `worker` and `server`: kill -9 of
 * one. `pause`: a session is paused by hand, a process that may be at work for it is killed, and when all is quiet it is resumed.
 */
export type Strike = { readonly at: number; readonly what: 'worker' | 'server' | 'pause' };

export type Struck = {
  readonly log: Substrate;
  readonly steps: Steps;
  readonly processes: ResumeProcess[];
  readonly start: (role: ResumeOrder['role'], place: number) => ResumeProcess;
};

const LOOK_MS = 2;
/** After its step a strike waits up to so long, so that it falls into any part of what follows. */
const PAUSE_MS = 6;

/** Strikes at each moment in turn; gives those that hit while work was open. The rest came too late. */
export async function strikeAt(setting: RunSetting, struck: Struck): Promise<readonly Strike[]> {
  const { ground, strikes, random, progress, kind } = setting;
  const { steps, processes } = struck;
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
    else if (!(await (strike.what === 'worker' ? killOne(setting, struck) : pauseOnce(setting, struck))))
      break;
    hits.push(strike);
    progress(
      `${kind}, ${ground.name}: ${strike.what} ${hits.length} of ${strikes.length} at step ${steps.seen}, commit ${steps.commits}: ${held.join(', ') || 'between two effects'}`,
    );
  }
  return hits;
}

/** kill -9 of a process, another one takes its place; false: the work was over. */
async function killOne({ kind, isSmall, random }: RunSetting, struck: Struck): Promise<boolean> {
  const { log, steps, processes, start } = struck;
  const place = Math.floor(random.uniform() * processes.length);
  const victim = processes[place]!;
  victim.kill();
  if ((await victim.ended) !== null) return false;
  const isLate = await kinds[kind]!(isSmall).done(log);
  await steps.count();
  processes[place] = start(victim.role, place);
  return !isLate;
}

/** Pauses the open session once it can be paused, kills a process, resumes it when nothing is pending; false: there was none left. */
async function pauseOnce(setting: RunSetting, struck: Struck): Promise<boolean> {
  const { log, processes } = struck;
  const kind = kinds[setting.kind]!(setting.isSmall);
  const host = new Host({ substrate: log, clock: () => Date.now() + log.skewMs, writer: 'by-hand' });
  const say = async (session: string, type: 'pause' | 'resume'): Promise<boolean> => {
    const command = crypto.randomUUID();
    const envelope = { id: command, correlation: command, causation: command };
    const actor = { kind: 'optimization', id: session } as const;
    return (await host.send(actor, { type, reason: 'the bench' }, envelope)).status === 'committed';
  };
  for (; !processes[0]!.hasEnded(); await sleep(LOOK_MS)) {
    const session = await kind.open!(log);
    if (session === null) return false;
    // Not begun yet, or about to take over: soon another one can be.
    if (!(await isAtWork(host, session)) || !(await say(session, 'pause'))) continue;
    await killOne(setting, struck);
    while ((await log.effects.pending()).length > 0) await sleep(LOOK_MS);
    if (!(await say(session, 'resume'))) throw new Error(`bench: ${session} is paused and cannot be resumed`);
    return true;
  }
  return false;
}

async function isAtWork(host: Host, id: string): Promise<boolean> {
  return (await host.look({ kind: 'optimization', id })).snapshot.matches('working');
}
