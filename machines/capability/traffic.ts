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
  /** What is tried next; absent: nothing waits. */
  readonly next?: FactData<'rollout.queued'> | undefined;
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
  return decided(opening(context, self.id, [...challengers], rules, { task, by }));
}

const rolloutId = (capability: string, n: number): string => `${capability.slice(0, 56)}-ro${n}`;

function opening(
  { declared, served, rollouts }: CapabilityContext,
  capability: string,
  challengers: Challenger[],
  rules: RolloutRules,
  { task, by }: { readonly task: string | null; readonly by?: 'population' | undefined },
): FactOf<'rollout.opened'> {
  const n = (rollouts?.n ?? 0) + 1;
  const kind = implementedBy(declared!.kind);
  const asked = { capability, kind, incumbent: served!, challengers, task, rules };
  const plan = by === undefined ? asked : { ...asked, by };
  return fact('rollout.opened', { rollout: rolloutId(capability, n), n, plan });
}

/** What was accepted over what serves: it is tried now, or after the one that is. */
export function tried(
  context: CapabilityContext,
  meta: DecisionMeta,
  artifact: string,
  rules: RolloutRules,
  { task, by }: { readonly task: string; readonly by?: 'population' | undefined },
): Decision {
  const { open, next } = context.rollouts ?? NONE;
  if (!open) return opened(context, meta, [{ artifact }], rules, { task, by });
  if (next)
    return refused('conflict', `${underWay(open.rollout)}; ${next.artifact} is tried after it already`);
  const rollout = rolloutId(meta.self.id, context.rollouts!.n + 1);
  const waits = { rollout, artifact, task, behind: open.rollout };
  return decided(fact('rollout.queued', by === undefined ? waits : { ...waits, by }));
}

/** What a rollout leaves that ended while the same goes on serving: its place is the next one's. */
function thenNext(context: CapabilityContext, capability: string): readonly FactOf<'rollout.opened'>[] {
  const next = context.rollouts?.next;
  const rules = context.declared?.rollout;
  return next && rules ? [opening(context, capability, [{ artifact: next.artifact }], rules, next)] : [];
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
export function followRollout(
  context: CapabilityContext,
  command: Told,
  { from, self }: DecisionMeta,
): Decision {
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
      const now = context.split;
      const late = now?.rollout === split.rollout && (now.n ?? 0) > (split.n ?? 0);
      return decided(fact('traffic.split', { split: late ? now : split }));
    }
    case 'joinTraffic': {
      const { reason, retired = [] } = command;
      const said = { rollout: from.id, reason, retired: retired.filter(known), by: 'rollout' as const };
      return decided(fact('traffic.joined', said), ...thenNext(context, self.id));
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

/** A rollout that cannot begin would stand in the way of every other one for ever: two long names may share one id. */
export function tellRefused(
  context: CapabilityContext,
  { to, command, message }: Extract<CapabilityCommand, { type: 'tellRefused' }>,
  { self }: DecisionMeta,
): Decision {
  const open = context.rollouts?.open;
  if (!open || command !== 'propose' || to !== `rollout/${open.rollout}`) return refused('invalid', message);
  const reason = `${to} cannot begin: ${message}`.slice(0, 1000);
  return decided(
    fact('traffic.joined', { rollout: open.rollout, reason, retired: [], by: 'rollout' }),
    ...thenNext(context, self.id),
  );
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

export function afterQueued(
  { rollouts = NONE }: Rollouts,
  next: FactData<'rollout.queued'>,
): Pick<Rollouts, 'rollouts'> {
  return { rollouts: { ...rollouts, next } };
}

/** Nothing waits any more: what serves is another, or somebody wants it alone. */
export function afterLeft({ rollouts }: Rollouts): Pick<Rollouts, 'rollouts'> {
  return rollouts ? { rollouts: { ...rollouts, next: undefined } } : {};
}

/**
 * `split` becomes null and stays: a key of a context that came and went would stand elsewhere after a snapshot, and give another hash. What
 * drifted may drift again: the search that ended in this rollout, or in one that waited for its end and never comes, has found nothing that serves.
 */
export function afterJoined(
  context: CapabilityContext,
  { by }: FactData<'traffic.joined'>,
): Partial<CapabilityContext> {
  const { split, declared, detector } = context;
  const rollouts = (by === 'rollback' ? afterLeft(context).rollouts : context.rollouts) ?? NONE;
  const left = by === 'rollback' && context.rollouts?.next !== undefined;
  const waited = (left || typeof rollouts.open?.task === 'string') && detector.alarm === 'confirmed';
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
