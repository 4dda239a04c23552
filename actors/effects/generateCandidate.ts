import type { FactData } from '../../events/catalog.ts';
import { deriveSeed } from '../../machines/rules/random.ts';
import { SEED_GENERATOR } from '../../machines/task/context.ts';
import { blobText, capabilityOf, lastFact, lifecycleOf, specOf, taskOf } from '../workshop.ts';
import type { Workshop } from '../workshop.ts';
import type { EffectHandler } from '../worker.ts';
import { pinned } from './packages.ts';

/** Brings a proposed candidate to life as an actor of its own; it proves itself and reports to the task. */
export function generateCandidate(workshop: Workshop): EffectHandler {
  return async (lease) => {
    const { artifact: id } = lease.effect.input['candidate'] as { artifact: string };
    const task = await taskOf(workshop, lease.actor.id);
    const request = task.request!;
    const proposed = await lastFact(workshop, lease.actor, 'candidates.proposed');
    const candidate = proposed.candidates.find(({ artifact }) => artifact === id);
    if (!candidate) throw new Error(`task/${lease.actor.id} proposed no candidate ${id}`);
    const { context } = await capabilityOf(workshop, request.capability);
    const spec = await specOf(workshop, context.declared!.spec);
    const generations = await Promise.all(
      candidate.parents.map(async (parent) => {
        const known = await lifecycleOf(workshop, { kind: request.kind, id: parent });
        return known.context.artifact?.generation ?? 0;
      }),
    );
    const source = await blobText(workshop, candidate.source, 'the source');
    const provenance =
      proposed.generator === SEED_GENERATOR
        ? (context.declared!.seeds.find((seed) => seed.source === candidate.source)?.provenance ?? 'seed')
        : `${proposed.generator}: ${candidate.operators.join(', ')}`;
    const artifact: FactData<'artifact.generated'> = {
      capability: request.capability,
      language: context.declared!.language,
      entry: spec.entry,
      spread: spec.spread,
      source: candidate.source,
      bytes: Buffer.byteLength(source),
      parents: candidate.parents,
      ...(request.target === null ? {} : { target: request.target }),
      generation: candidate.parents.length === 0 ? 0 : 1 + Math.max(...generations),
      generator: proposed.generator,
      operators: candidate.operators,
      provenance: provenance.slice(0, 500),
      seed: deriveSeed(request.seed, `prove ${id}`),
      suite: task.suite ?? context.suite!,
      judge: 'task',
      task: lease.actor.id,
      parent_fuel: task.parent?.fuel ?? null,
      parent_raw: task.parent?.raw ?? null,
      ...(await pinned(workshop, spec)),
    };
    const sent = await workshop.host.send(
      { kind: request.kind, id },
      { type: 'generate', artifact },
      {
        id: lease.key,
        correlation: lease.correlation,
        causation: lease.key,
        from: lease.actor,
      },
    );
    if (sent.status === 'unavailable') throw new Error(sent.reason);
    if (sent.status !== 'refused') return null;
    return { type: 'candidateFailed', reason: `it was judged before: ${sent.message}`.slice(0, 1000) };
  };
}
