import type { FactData } from '../../events/catalog.ts';
import { implementedBy } from './implementedBy.ts';
import type { CapabilityContext } from './machine.ts';

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
export function tellOpened(
  { rollouts }: CapabilityContext,
  { rollout, plan }: FactData<'rollout.opened'>,
): readonly Tell[] {
  const { task, kind, incumbent, challengers, by } = plan;
  const begin = toRollout(rollout, { type: 'propose', plan });
  const waited = rollouts?.next?.artifact === challengers[0]!.artifact;
  if (task === null || waited) return [begin];
  return [
    begin,
    ...tellTried({ rollout, task, by, artifact: challengers[0]!.artifact }, { kind, incumbent }),
  ];
}

/** Who hears that its turn will come: nobody waits for that. */
export function tellQueued(
  { served, declared }: CapabilityContext,
  queued: FactData<'rollout.queued'>,
): readonly Tell[] {
  return tellTried(queued, { kind: implementedBy(declared!.kind), incumbent: served! });
}

function tellTried(
  {
    rollout,
    task,
    by,
    artifact,
  }: { rollout: string; task: string; by?: string | undefined; artifact: string },
  { kind, incumbent }: { kind: string; incumbent: string },
): readonly Tell[] {
  // A population is over by then, and what serves was not in its hands.
  if (by !== undefined) return [];
  return [
    { to: { kind: 'task', id: task }, command: { type: 'promoted', artifact, rollout } },
    { to: { kind, id: incumbent }, command: { type: 'tryEvolution', rollout, candidate: artifact } },
  ];
}

export function tellJoined(
  context: CapabilityContext,
  { rollout, reason, retired, by }: FactData<'traffic.joined'>,
): readonly Tell[] {
  const lost = by === 'rollout' ? [] : [toRollout(rollout, { type: 'lost', by, reason })];
  const left = by === 'rollback' ? tellLeft(context, `it was rolled back by hand: ${reason}`) : [];
  return [...lost, ...retire(context, retired, `${rollout} found that it does harm`), ...left];
}

/** What waited for its turn is over with it, as it would be without a rollout: who made it hears why. */
function tellLeft(context: CapabilityContext, why: string): readonly Tell[] {
  const next = context.rollouts?.next;
  return next ? retire(context, [next.artifact], `it is not tried: ${why}`) : [];
}

/** The rollout by which something was promoted, or came to serve before it was rolled back. */
export function tellPromoted(
  context: CapabilityContext,
  { artifact, from, reason, rollout, evidence }: FactData<'capability.promoted'>,
): readonly Tell[] {
  const left = tellLeft(context, `${artifact} serves now, and it was measured against ${from}`);
  if (rollout !== undefined) return [toRollout(rollout, { type: 'promoted', artifact }), ...left];
  const by = context.rollouts?.promoted.find((one) => one.artifact === from);
  if (reason !== 'rollback' || !by) return left;
  return [toRollout(by.rollout, { type: 'reverse', artifact: from, instead: artifact, reason: evidence })];
}
