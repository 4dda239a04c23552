import { z } from 'zod';
import { artifactFacts } from './artifact.ts';
import { batchFacts } from './batch.ts';
import { budgetFacts } from './budget.ts';
import { capabilityFacts } from './capabilityFacts.ts';
import { logFacts } from './log.ts';
import { optimizationFacts } from './optimization.ts';
import { populationFacts } from './population.ts';
import { pressureFacts } from './pressure.ts';
import { rolloutFacts, trafficFacts } from './rolloutFacts.ts';
import { taskFacts } from './task.ts';

/** Facts any actor can say about itself. */
const sharedFacts = {
  /** An effect was retried and never worked; the state that asked decides what follows. */
  'effect.failed': z.strictObject({
    name: z.string(),
    child: z.string(),
    error: z.string().max(1000),
    attempts: z.int().min(1),
  }),
  /** The actor's log was folded by a newer machine to an equal lifecycle value. */
  'machine.upgraded': z.strictObject({ from: z.int().min(1), to: z.int().min(1) }),
};

/** Everything that can be said: each fact type with the schema of its current version. */
export const catalog = {
  ...artifactFacts,
  ...capabilityFacts,
  ...taskFacts,
  ...budgetFacts,
  ...batchFacts,
  ...optimizationFacts,
  ...populationFacts,
  ...pressureFacts,
  ...rolloutFacts,
  ...trafficFacts,
  ...logFacts,
  ...sharedFacts,
};

export type FactType = keyof typeof catalog;
export type FactData<T extends FactType> = z.infer<(typeof catalog)[T]>;
/** A fact of one type, as machines and projections see it. */
export type FactOf<T extends FactType> = { readonly type: T; readonly v: number; readonly data: FactData<T> };

/** The current version of each fact type; 1 unless listed. */
const versions: Partial<Record<FactType, number>> = {};

export function versionOf(type: FactType): number {
  return versions[type] ?? 1;
}

/** Says a fact in its current version. The data is checked when the commit is encoded. */
export function fact<T extends FactType>(type: T, data: FactData<T>): FactOf<T> {
  return { type, v: versionOf(type), data };
}

export function isFactType(type: string): type is FactType {
  return Object.hasOwn(catalog, type);
}
