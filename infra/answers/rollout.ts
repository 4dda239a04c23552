import type { FactData, FactType } from '../../events/catalog.ts';
import { Id } from '../../events/commit.ts';
import type { Fact } from '../../events/commit.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import type { RolloutContext } from '../../machines/rollout/context.ts';
import { readingsOf } from '../../machines/rollout/readings.ts';
import { commitsOf } from './commits.ts';
import { NotKnown } from './notKnown.ts';

type Plan = FactData<'rollout.proposed'>['plan'];

/** How far a rollout is and what the numbers say, from its own log (SPEC G6, G7). */
export type RolloutAnswer = Pick<Plan, 'capability' | 'incumbent' | 'challengers' | 'task' | 'rules'> & {
  readonly rollout: string;
  readonly state: 'checking' | 'running' | 'promoting' | 'over';
  readonly stage: FactData<'rollout.staged'>['stage'] | null;
  readonly split: FactData<'rollout.staged'>['split'];
  readonly answered: number;
  readonly arms: FactData<'rollout.observed'>['arms'];
  readonly outcome: FactData<'rollout.concluded'>['outcome'] | 'refused' | 'reversed' | null;
  readonly artifact: string | null;
  readonly reason: string;
  /** As of the last look while it runs, then of its rollback or end. */
  readonly readings: FactData<'rollout.staged'>['readings'];
  readonly compared: FactData<'rollout.staged'>['compared'] | null;
  /** In words; null: it is over. */
  readonly waits: string | null;
  readonly steps: readonly { readonly position: number; readonly at: string; readonly fact: Fact }[];
};

/** @throws NotKnown */
export async function rolloutOf(substrate: Substrate, rollout: string): Promise<RolloutAnswer> {
  const commits = Id.safeParse(rollout).success
    ? await commitsOf(substrate, { kind: 'rollout', id: rollout })
    : [];
  if (commits.length === 0)
    throw new NotKnown(
      `there is no rollout "${rollout}": \`dse query "select rollout, capability, state from rollouts"\` lists them`,
    );
  const steps = commits.flatMap(({ position, commit }) =>
    commit.events.map((fact) => ({ position, at: commit.meta.at, fact })),
  );
  const last = <T extends FactType>(type: T): FactData<T> | undefined =>
    steps.findLast(({ fact }) => fact.type === type)?.fact.data as unknown as FactData<T> | undefined;
  const { plan } = last('rollout.proposed')!;
  const [staged, observed, refused, ended, reversed] = [
    last('rollout.staged'),
    last('rollout.observed'),
    last('rollout.refused'),
    last('rollout.concluded'),
    last('rollout.reversed'),
  ];
  const back = last('rollout.rolled_back');
  const out = steps.flatMap(({ fact }) =>
    fact.type === 'rollout.rolled_back' ? [String(fact.data['artifact'])] : [],
  );
  const over = ended !== undefined || refused !== undefined;
  const told = steps.findLast(({ fact }) => 'split' in fact.data && fact.data['split'] !== null);
  const { capability, incumbent, challengers, task, rules } = plan;
  const [{ foldedState }, { rolloutWaits }] = await Promise.all([
    import('./foldedState.ts'),
    import('./rolloutWaits.ts'),
  ]);
  const { value, context } = foldedState('rollout', commits);
  return {
    rollout,
    capability,
    incumbent,
    challengers,
    task,
    rules,
    state: over ? 'over' : !staged ? 'checking' : staged.stage === 1 ? 'promoting' : 'running',
    stage: staged?.stage ?? null,
    split: over ? null : ((told?.fact.data['split'] as RolloutAnswer['split'] | undefined) ?? null),
    answered: observed?.seen ?? 0,
    arms: observed?.arms ?? [],
    outcome: reversed ? 'reversed' : (ended?.outcome ?? (refused ? 'refused' : null)),
    artifact: ended?.artifact ?? staged?.winner ?? null,
    reason: (reversed ?? refused ?? ended ?? staged)?.reason ?? 'its arms are being checked',
    readings:
      !over && observed
        ? readingsOf(plan, { out, arms: observed.arms, tests: observed.tests })
        : ((ended?.outcome === 'rolled_back' && back ? back : (ended ?? staged))?.readings ?? []),
    compared: staged?.compared ?? null,
    waits: rolloutWaits(value, context as RolloutContext),
    steps,
  };
}
