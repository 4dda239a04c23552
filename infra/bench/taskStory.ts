import type { TaskCommand } from '../../machines/task/commands.ts';

const hash = 'a'.repeat(64);

/** The commands of a CORE task from submission to the answer: what the core benches make of actors, with effects and invocations. */
export const taskStory: readonly TaskCommand[] = [
  {
    type: 'submit',
    served: null,
    request: {
      capability: 'bench',
      kind: 'artifact',
      mode: 'core',
      description: 'a task of the bench',
      target: null,
      evidence: null,
      quality_min: 0.75,
      seed: 1,
      evaluations: 100,
      attempts: 2,
      deadline_ms: null,
    },
  },
  { type: 'fundsGranted', evaluations: 200 },
  {
    type: 'generatorChosen',
    generator: 'local-search',
    arms: [
      { generator: 'local-search', alpha: 2, beta: 1, propensity: 0.7 },
      { generator: 'crossover', alpha: 1, beta: 1, propensity: 0.3 },
    ],
    seed: 7,
    capability_version: 3,
    reason: 'Thompson draw over 2 generators',
  },
  {
    type: 'proposed',
    generator: 'local-search',
    candidates: [
      {
        artifact: 'bench-1',
        source: hash,
        operators: ['const'],
        found_at: 12,
        fuel: 90,
        parents: ['bench-0'],
      },
    ],
    evaluations: 60,
    yields: { const: { tried: 40, plausible: 1 }, cmp: { tried: 20, plausible: 0 } },
    cost_micro: 12,
    note: '1 plausible',
  },
  { type: 'candidateFailed', reason: 'it fails the suite: example/2: expected 4, got 5' },
  { type: 'nothingToChoose', reason: 'all attempts are used' },
];
