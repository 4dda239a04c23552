import type { FactData, FactType } from '../../events/catalog.ts';
import { Id } from '../../events/commit.ts';
import type { Fact } from '../../events/commit.ts';
import type { SessionAim } from '../../events/optimization.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { commitsOf } from './commits.ts';
import { benchmarkOf } from './benchmark.ts';
import type { Benchmark } from './benchmark.ts';
import { NotKnown } from './notKnown.ts';

type Queued = FactData<'optimization.queued'>;

/** What an OPTIMIZE session came to so far, from its own log (SPEC T32, T33). */
export type SessionAnswer = {
  readonly session: string;
  readonly state: 'queued' | 'working' | 'paused' | 'ended' | 'refused';
  readonly target: string;
  readonly capability: string;
  readonly trigger: Queued['trigger'];
  readonly priority: Queued['priority'];
  /** What decides which experiment is better. */
  readonly aim: SessionAim | 'all';
  readonly stage: 'preparation' | 'experiments' | 'climb' | 'taking over' | 'over';
  /** Experiments of the stage that have ended, of those begun in it. */
  readonly done: number;
  readonly of: number;
  readonly fitness_before: number | null;
  readonly best: number | null;
  readonly outcome: FactData<'optimization.ended'>['outcome'] | null;
  readonly artifact: string | null;
  readonly improvement: number | null;
  readonly evaluations: number;
  readonly cost_micro: number;
  readonly reason: string | null;
  /** What took over beside what it came from; null: nothing did. */
  readonly benchmark: Benchmark | null;
  readonly steps: readonly { readonly position: number; readonly at: string; readonly fact: Fact }[];
};

/** @throws NotKnown */
export async function sessionOf(substrate: Substrate, session: string): Promise<SessionAnswer> {
  const commits = Id.safeParse(session).success
    ? await commitsOf(substrate, { kind: 'optimization', id: session })
    : [];
  if (commits.length === 0)
    throw new NotKnown(
      `there is no session "${session}": \`dse query "select session, target, state from sessions"\` lists them`,
    );
  const steps = commits.flatMap(({ position, commit }) =>
    commit.events.map((fact) => ({ position, at: commit.meta.at, fact })),
  );
  const all = <T extends FactType>(type: T): FactData<T>[] =>
    steps.filter(({ fact }) => fact.type === type).map(({ fact }) => fact.data as unknown as FactData<T>);
  const last = <T extends FactType>(type: T): FactData<T> | undefined => all(type).at(-1);
  const asked = last('optimization.queued') ?? last('optimization.refused')!;
  const ended = last('optimization.ended');
  const refused = last('optimization.refused');
  const planned = all('experiment.planned');
  const done = all('experiment.ended');
  const paused = steps.findLast(({ fact }) => /^optimization\.(paused|resumed)$/.test(fact.type));
  const stage = planned.at(-1)?.stage ?? null;
  const current = planned.filter((one) => one.stage === stage).map(({ n }) => n);
  const begun = steps.some(({ fact }) => fact.type === 'optimization.started');
  const [proved, winner] = [last('parent.proved'), ended?.artifact];
  return {
    session,
    state: refused
      ? 'refused'
      : ended
        ? 'ended'
        : paused?.fact.type === 'optimization.paused'
          ? 'paused'
          : begun
            ? 'working'
            : 'queued',
    target: asked.target,
    capability: asked.capability,
    trigger: asked.trigger,
    priority: asked.priority,
    aim: asked.aim ?? 'all',
    stage: ended || refused ? 'over' : last('optimization.chosen') ? 'taking over' : (stage ?? 'preparation'),
    done: done.filter(({ n }) => current.includes(n)).length,
    of: current.length,
    fitness_before: ended?.fitness_before ?? null,
    best: ended?.fitness_after ?? done.at(-1)?.best ?? null,
    outcome: ended?.outcome ?? null,
    artifact: ended?.artifact ?? null,
    improvement: ended?.improvement ?? null,
    evaluations: ended?.evaluations ?? done.reduce((sum, one) => sum + one.evaluations, 0),
    cost_micro: ended?.cost_micro ?? done.reduce((sum, one) => sum + one.cost_micro, 0),
    reason: ended?.reason ?? refused?.refusal ?? last('optimization.paused')?.reason ?? null,
    benchmark:
      winner && proved
        ? await benchmarkOf(substrate, proved, winner, last('optimization.queued')?.aim)
        : null,
    steps,
  };
}
