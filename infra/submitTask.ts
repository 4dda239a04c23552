import { understood } from '../actors/sentinel.ts';
import type { Sent } from '../actors/host.ts';
import { capabilityState, lifecycleOf } from '../actors/workshop.ts';
import { implementedBy } from '../machines/capability/implementedBy.ts';
import { DEADLINES_MS } from '../machines/rules/intent.ts';
import { RUNGS } from '../machines/rules/ladder.ts';
import { deriveSeed } from '../machines/rules/random.ts';
import { termsOf } from './pressure/terms.ts';
import type { Dse } from './running.ts';

/** What a task says beside its words; each has a default. */
export type TaskOptions = {
  readonly seed?: number | null;
  /** Null: none. Unless given, what its words mean. */
  readonly deadline_ms?: number | null;
  /** What is needed at least, 0 to 1; null: what the capability asks for. */
  readonly quality?: number | null;
  readonly urgent?: boolean;
};

/** Submits a CORE task: what is known of its capability, what its words say and under which pressure it is taken go into its first fact. */
export async function submitTask(
  dse: Dse,
  capability: string,
  id: string,
  description: string,
  { seed = null, deadline_ms, quality = null, urgent = false }: TaskOptions,
): Promise<Sent> {
  const task = { kind: 'task', id } as const;
  const { state, context } = await capabilityState(dse.host, capability);
  const { declared, served } = context;
  if (!declared || state !== 'ready') {
    const reason = declared
      ? `capability "${capability}" is ${state}: its suite has to prove itself first; see \`dse audit capability/${capability}\``
      : `capability "${capability}" is not declared: submit its file with \`dse task submit FILE\``;
    return dse.refuse(capability, id, reason);
  }
  const kind = implementedBy(declared.kind);
  const wants = quality !== null || urgent;
  const terms = wants ? await termsOf(dse, capability, { quality, urgent }) : null;
  if (terms?.status === 'refused') return dse.refuse(capability, id, terms.reason, terms.pressure);
  const intent = await understood(dse.workshop, description, { capability, task: id });
  const models = dse.workshop.modelGenerators.size > 0;
  const life = served ? (await lifecycleOf(dse.workshop, { kind, id: served })).context : null;
  // What is not called any more answers no task.
  const answers = life !== null && life.quarantined === null;
  const known = served && answers ? { artifact: served, quality: life.quality ?? 0 } : null;
  const patience = urgent ? 'interactive' : (intent?.mode ?? 'background');
  return dse.send(
    task,
    {
      type: 'submit',
      served: quality === null ? known : (terms?.stored ?? null),
      ...(terms === null ? {} : { pressure: terms.pressure }),
      ...(intent === null ? {} : { intent: { ...intent, signals: [...intent.signals] } }),
      request: {
        ...(terms?.tier === 'local' ? { tier: 'local' } : {}),
        capability,
        kind,
        mode: 'core',
        description,
        target: null,
        evidence: null,
        quality_min: Math.max(declared.quality_min, terms?.qualityMin ?? 0),
        seed: seed ?? deriveSeed(dse.seed, `task ${id}`),
        evaluations: declared.search.evaluations,
        // The ladder of models comes on top of the searches.
        attempts: Math.min(10, declared.search.attempts + (models ? RUNGS.length : 0)),
        deadline_ms: deadline_ms === undefined ? DEADLINES_MS[patience] : deadline_ms,
      },
    },
    `submit-${id}`,
  );
}
