import type { FactData } from '../../events/catalog.ts';
import { sha256 } from '../../events/hash.ts';
import type { SuiteRef } from '../../events/proof.ts';
import type { CapabilityContext } from '../../machines/capability/machine.ts';
import { lifecycleOf } from '../workshop.ts';
import type { Workshop } from '../workshop.ts';

type Seed = FactData<'capability.declared'>['seeds'][number];

/**
 * The id of an implementation follows from its content and the suite it is proved on: equal work conflicts at version 0. Of an experiment it
 * follows from its task as well.
 */
export function artifactId(
  capability: string,
  source: string,
  suite: SuiteRef,
  experiment: string | null = null,
): string {
  const own = experiment === null ? '' : `\n${experiment}`;
  return `${capability.slice(0, 48)}-${sha256(`${source}\n${suite.hash}${own}`).slice(0, 10)}`;
}

/** The seeds that the task can still propose: all of them for a first answer, else those that no ancestor came from. */
export async function openSeeds(
  workshop: Workshop,
  capability: CapabilityContext,
  kind: 'artifact' | 'tool' | 'workflow',
  target: string | null,
): Promise<readonly Seed[]> {
  const used = new Set<string>();
  let waiting = target ? [target] : [];
  while (waiting.length > 0) {
    const next: string[] = [];
    for (const id of waiting) {
      const { context } = await lifecycleOf(workshop, { kind, id });
      if (!context.artifact) continue;
      used.add(context.artifact.source);
      next.push(...context.artifact.parents);
    }
    waiting = next;
  }
  return (capability.declared?.seeds ?? []).filter((seed) => !used.has(seed.source));
}
