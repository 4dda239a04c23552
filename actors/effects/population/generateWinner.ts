import type { FactData } from '../../../events/catalog.ts';
import { deriveSeed } from '../../../machines/rules/random.ts';
import { blobText } from '../../workshop.ts';
import type { Workshop } from '../../workshop.ts';
import type { EffectHandler } from '../../worker.ts';
import { groundOf } from './ground.ts';
import { populationHistory, sourceHash } from './history.ts';
import type { PopulationHistory } from './history.ts';

/** Brings the winner to life as an actor of its own; it proves itself and reports to its population. */
export function generateWinner(workshop: Workshop): EffectHandler {
  return async (lease) => {
    const { artifact: id, candidate } = lease.effect.input as { artifact: string; candidate: string };
    const { asked, context, target } = await groundOf(workshop, lease.actor.id);
    const history = await populationHistory(workshop, lease.actor.id);
    const hash = sourceHash(history, candidate);
    const source = await blobText(workshop, hash, 'the source of the winner');
    const { parent_raw: _raw, ...alike } = target;
    const artifact: FactData<'artifact.generated'> = {
      ...alike,
      source: hash,
      bytes: Buffer.byteLength(source),
      parents: [asked.target],
      target: asked.target,
      generation: 1 + target.generation,
      generator: 'population',
      operators: operatorsOf(history, candidate),
      provenance: `${lease.actor.id}: candidate ${candidate}`.slice(0, 500),
      seed: deriveSeed(asked.seed, `prove ${id}`),
      suite: context.parent!.suite,
      judge: 'population',
      task: lease.actor.id,
      parent_fuel: context.parent!.fuel,
      parent_raw: context.parent!.raw,
    };
    const sent = await workshop.host.send(
      { kind: asked.kind, id },
      { type: 'generate', artifact },
      { id: lease.key, correlation: lease.correlation, causation: lease.key, from: lease.actor },
    );
    if (sent.status === 'unavailable') throw new Error(sent.reason);
    if (sent.status !== 'refused') return null;
    return { type: 'candidateFailed', reason: `it was judged before: ${sent.message}`.slice(0, 1000) };
  };
}

const OPERATORS_MAX = 100;

/** What made it of the incumbent, the oldest change first; of crossed parents both. */
function operatorsOf(history: PopulationHistory, candidate: string, seen = new Set<string>()): string[] {
  const bred = history.bred.get(candidate);
  if (!bred || seen.has(candidate)) return [];
  seen.add(candidate);
  return [...bred.parents.flatMap((parent) => operatorsOf(history, parent, seen)), ...bred.operators].slice(
    -OPERATORS_MAX,
  );
}
