import { fact } from '../../events/catalog.ts';
import type { FactData, FactOf } from '../../events/catalog.ts';
import type { Challenger } from '../../events/rolloutFacts.ts';
import type { RolloutRules } from '../../events/rolloutRules.ts';
import { decided, refused } from '../decision.ts';
import type { Decision, DecisionMeta } from '../decision.ts';
import type { CapabilityCommand } from './commands.ts';
import { implementedBy } from './implementedBy.ts';
import type { CapabilityContext } from './machine.ts';

/** The rollouts of a capability: what is tried now, and what came to serve by one. */
export type RolloutsState = {
  /** Opened so far; the next one's number is one more. */
  readonly n: number;
  readonly open: {
    readonly rollout: string;
    readonly challengers: readonly string[];
    /** What made the challenger waits for it. */
    readonly task: string | null;
    /** `task` is a population; absent: a task. */
    readonly by?: 'population' | undefined;
  } | null;
  /** The latest, at most ten, as `before` of the capability. */
  readonly promoted: readonly { readonly artifact: string; readonly rollout: string }[];
};

type Rollouts = Pick<CapabilityContext, 'rollouts' | 'split'>;
const NONE: RolloutsState = { n: 0, open: null, promoted: [] };

const underWay = (rollout: string): string =>
  `${rollout} is under way: wait for its end, or \`dse rollout stop ${rollout} --reason TEXT\``;

/** Tries challengers in the place of what is served. */
export function opened(
  context: CapabilityContext,
  { self }: DecisionMeta,
  challengers: readonly Challenger[],
  rules: RolloutRules,
  { task, by }: { readonly task: string | null; readonly by?: 'population' | undefined },
): Decision {
  const incumbent = context.served;
  if (incumbent === null)
    return refused('invalid', 'nothing is served yet: there is nothing to roll out against');
  const open = context.rollouts?.open;
  if (open) return refused('conflict', underWay(open.rollout));
  const names = challengers.map(({ artifact }) => artifact);
  if (names.length < 1 || names.length > 3)
    return refused('invalid', `${names.length} challengers: name one to three`);
  if (names.includes(incumbent)) return refused('invalid', `${incumbent} is served already: name another`);
  if (new Set(names).size < names.length)
    return refused('invalid', `a challenger is named twice: ${names.join(', ')}`);
  const n = (context.rollouts?.n ?? 0) + 1;
  const kind = implementedBy(context.declared!.kind);
  const asked = { capability: self.id, kind, incumbent, challengers: [...challengers], task, rules };
  const plan = by === undefined ? asked : { ...asked, by };
  return decided(fact('rollout.opened', { rollout: `${self.id.slice(0, 56)}-ro${n}`, n, plan }));
}

/** What is said where something else than the rollout that goes on decides who is served. */
export function leftBehind(
  { rollouts }: Rollouts,
  by: 'rollback' | 'promotion',
  reason: string,
): readonly FactOf<'traffic.joined'>[] {
  if (!rollouts?.open) return [];
  const { rollout } = rollouts.open;
  return [fact('traffic.joined', { rollout, reason: reason.slice(0, 1000), retired: [], by })];
}

type Told = Extract<CapabilityCommand, { type: 'splitTraffic' | 'joinTraffic' | 'promoteChallenger' }>;

/** What the rollout that goes on wants of its capability; nobody else is followed. */
export function followRollout(context: CapabilityContext, command: Told, { from }: DecisionMeta): Decision {
  const open = context.rollouts?.open ?? null;
  if (from?.kind !== 'rollout') return refused('invalid', `"${command.type}" is told by a rollout only`);
  if (open?.rollout !== from.id)
    return refused(
      'conflict',
      `${from.id} does not go on here: ${open ? `${open.rollout} does` : 'no rollout does'}`,
    );
  const known = (artifact: string): boolean => open.challengers.includes(artifact);
  switch (command.type) {
    case 'splitTraffic': {
      const { split } = command;
      const [incumbent, ...others] = split.arms.map(({ artifact }) => artifact);
      const stranger = [...others, ...split.shadow].find((artifact) => !known(artifact));
      if (incumbent !== context.served || stranger !== undefined)
        return refused('invalid', `the split names ${stranger ?? incumbent}, which is no arm of ${from.id}`);
      return decided(fact('traffic.split', { split }));
    }
    case 'joinTraffic': {
      const { reason, retired = [] } = command;
      const said = { rollout: from.id, reason, retired: retired.filter(known), by: 'rollout' as const };
      return decided(fact('traffic.joined', said));
    }
    case 'promoteChallenger': {
      const { artifact, evidence, retired = [] } = command;
      if (!known(artifact)) return refused('invalid', `${artifact} is no challenger of ${from.id}`);
      const reason = `${artifact} takes over`;
      return decided(
        fact('traffic.joined', {
          rollout: from.id,
          reason,
          retired: retired.filter(known),
          by: 'rollout',
        }),
        fact('capability.promoted', {
          artifact,
          from: context.served,
          reason: 'rollout',
          task: open.task,
          evidence,
          rollout: from.id,
          ...(open.by === undefined ? {} : { by: open.by }),
        }),
      );
    }
  }
}

export function afterOpened(
  { rollouts = NONE }: Rollouts,
  { rollout, n, plan }: FactData<'rollout.opened'>,
): Rollouts {
  const { task, by } = plan;
  const open = { rollout, challengers: plan.challengers.map(({ artifact }) => artifact), task };
  const { promoted } = rollouts;
  return { rollouts: { n, open: by === undefined ? open : { ...open, by }, promoted } };
}

/**
 * `split` becomes null and stays: a key of a context that came and went would stand elsewhere after a snapshot, and give another hash. What
 * drifted may drift again: the search that ended in this rollout has found nothing that serves.
 */
export function afterJoined(context: CapabilityContext): Partial<CapabilityContext> {
  const { rollouts = NONE, split, declared, detector } = context;
  const waited = typeof rollouts.open?.task === 'string' && detector.alarm === 'confirmed';
  return {
    rollouts: { ...rollouts, open: null },
    ...(split === undefined ? {} : { split: null }),
    ...(waited
      ? {
          detector: {
            ...detector,
            alarm: 'quiet' as const,
            first: null,
            cooldown: declared?.observe.cooldown_windows ?? 0,
          },
        }
      : {}),
  };
}

/** Remembers which rollout an artifact came to serve by, for the day on which it is rolled back. */
export function promotedAfter(
  { rollouts }: Rollouts,
  { artifact, rollout }: FactData<'capability.promoted'>,
): Pick<Rollouts, 'rollouts'> {
  if (!rollouts || rollout === undefined) return {};
  const promoted = [...rollouts.promoted.filter((one) => one.artifact !== artifact), { artifact, rollout }];
  return { rollouts: { ...rollouts, promoted: promoted.slice(-10) } };
}

type Tell = { readonly to: { readonly kind: string; readonly id: string }; readonly command: object };
const toRollout = (id: string, command: object): Tell => ({ to: { kind: 'rollout', id }, command });

const retire = (
  { declared }: CapabilityContext,
  artifacts: readonly string[],
  reason: string,
): readonly Tell[] =>
  artifacts.map((id) => ({
    to: { kind: implementedBy(declared?.kind ?? 'function'), id },
    command: { type: 'retire', reason: reason.slice(0, 500) },
  }));

/** Who hears of a rollout that begins: it, the task that made the challenger, and what is served, whose evolution is over. */
export function tellOpened({ rollout, plan }: FactData<'rollout.opened'>): readonly Tell[] {
  const { task, kind, incumbent, challengers, by } = plan;
  const begin = toRollout(rollout, { type: 'propose', plan });
  // A population is over by then, and what serves was not in its hands.
  if (task === null || by !== undefined) return [begin];
  const candidate = challengers[0]!.artifact;
  return [
    begin,
    { to: { kind: 'task', id: task }, command: { type: 'promoted', artifact: candidate, rollout } },
    { to: { kind, id: incumbent }, command: { type: 'tryEvolution', rollout, candidate } },
  ];
}

export function tellJoined(
  context: CapabilityContext,
  { rollout, reason, retired, by }: FactData<'traffic.joined'>,
): readonly Tell[] {
  const lost = by === 'rollout' ? [] : [toRollout(rollout, { type: 'lost', by, reason })];
  return [...lost, ...retire(context, retired, `${rollout} found that it does harm`)];
}

/** The rollout by which something was promoted, or came to serve before it was rolled back. */
export function tellPromoted(
  { rollouts }: Rollouts,
  { artifact, from, reason, rollout, evidence }: FactData<'capability.promoted'>,
): readonly Tell[] {
  if (rollout !== undefined) return [toRollout(rollout, { type: 'promoted', artifact })];
  const by = rollouts?.promoted.find((one) => one.artifact === from);
  if (reason !== 'rollback' || !by) return [];
  return [toRollout(by.rollout, { type: 'reverse', artifact: from, instead: artifact, reason: evidence })];
}
