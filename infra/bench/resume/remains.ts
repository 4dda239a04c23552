import { DivergedState, loadResident } from '../../../actors/resident.ts';
import { ActorKind } from '../../../events/commit.ts';
import type { ActorRef } from '../../../events/commit.ts';
import { sha256 } from '../../../events/hash.ts';
import type { Substrate } from '../../../events/substrate/substrate.ts';
import { stateText } from '../../../machines/fold.ts';
import { behaviours } from '../../../machines/registry.ts';
import { verifyLog } from '../../log/verify.ts';
import { answersIn } from './answersIn.ts';
import { recordedEvaluations } from './evaluations.ts';
import type { Evaluations } from './evaluations.ts';
import { traceByTask, unmeasured } from './trace.ts';
import type { Trace } from './trace.ts';

/** What a run leaves in its log, as far as it has to be the same in every run. */
export type Remains = Evaluations & {
  readonly commits: number;
  readonly trace: Trace;
  /** Each content hash the decisions name, and whether its content is kept. */
  readonly contents: ReadonlyMap<string, boolean>;
  /** Hash of each actor's last state, without what is measured. */
  readonly states: ReadonlyMap<string, string>;
  /** What is broken or still open; empty when the log is whole and everything has ended. */
  readonly problems: readonly string[];
};

const HASH = /^[0-9a-f]{64}$/;

function hashesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return HASH.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(hashesIn);
}

/** Reads a log to its end. Content whose hash does not fit is an error of the store that names it. */
export async function remainsOf(log: Substrate): Promise<Remains> {
  const trace = { ...(await traceByTask(log)), ...(await answersIn(log)) };
  const contents = new Map<string, boolean>();
  for (const hash of new Set(hashesIn(trace))) contents.set(hash, (await log.blobs.get(hash)) !== null);
  const states = new Map<string, string>();
  const diverged: string[] = [];
  for (const name of new Set(Object.keys(trace).map((key) => key.split(' ')[0]!))) {
    const [kind, id] = name.split('/') as [string, string];
    const actor: ActorRef = { kind: ActorKind.parse(kind), id };
    const behaviour = behaviours[actor.kind];
    try {
      const { snapshot } = await loadResident(log, behaviour, actor);
      const state = unmeasured(JSON.parse(stateText(behaviour.interpreter.freeze(snapshot))));
      states.set(name, sha256(JSON.stringify(state)));
    } catch (error) {
      if (!(error instanceof DivergedState)) throw error;
      diverged.push(error.message);
    }
  }
  const { commits, problems } = await verifyLog(log);
  const pending = await log.effects.pending();
  return {
    ...(await recordedEvaluations(log, trace)),
    commits,
    trace,
    contents,
    states,
    problems: [
      ...diverged,
      ...problems.map(({ actor, version, problem }) => `${actor.kind}/${actor.id} ${version}: ${problem}`),
      ...pending.map(({ actor, effect }) => `${actor.kind}/${actor.id} still waits for ${effect.name}`),
      ...(await log.tasks.dead()).map(({ id, reason }) => `the task ${id} is dead: ${reason}`),
    ],
  };
}
