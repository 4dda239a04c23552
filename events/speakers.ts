import { artifactFacts } from './artifact.ts';
import { batchFacts } from './batch.ts';
import { budgetFacts } from './budget.ts';
import { capabilityFacts } from './capabilityFacts.ts';
import type { FactType } from './catalog.ts';
import { ActorKind } from './commit.ts';
import { logFacts } from './log.ts';
import { optimizationFacts } from './optimization.ts';
import { populationFacts } from './population.ts';
import { pressureFacts } from './pressure.ts';
import { rolloutFacts, trafficFacts } from './rolloutFacts.ts';
import { taskFacts } from './task.ts';

const speakers: readonly (readonly [facts: object, kinds: readonly ActorKind[]])[] = [
  [artifactFacts, ['artifact', 'tool', 'workflow']],
  [capabilityFacts, ['capability']],
  [{ 'parent.proved': taskFacts['parent.proved'] }, ['task', 'optimization', 'population']],
  [
    {
      'evidence.prepared': taskFacts['evidence.prepared'],
      'suite.adopted': taskFacts['suite.adopted'],
    },
    ['task', 'population'],
  ],
  [taskFacts, ['task']],
  [optimizationFacts, ['optimization']],
  [populationFacts, ['population']],
  [budgetFacts, ['budget']],
  [batchFacts, ['budget']],
  [pressureFacts, ['pressure']],
  [rolloutFacts, ['rollout']],
  [trafficFacts, ['capability']],
  [logFacts, ['log']],
];

/** The kinds of actors that say this fact; facts of no group can be said by all. */
export function speakersOf(type: FactType): readonly ActorKind[] {
  return speakers.find(([facts]) => Object.hasOwn(facts, type))?.[1] ?? ActorKind.options;
}
