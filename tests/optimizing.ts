import type { OptimizationPlan, SessionAim } from '../events/optimization.ts';
import { given } from './given.ts';
import type { Outcome, When } from './given.ts';
import { proof } from './samples.ts';

/** The generators of the seeds' example (SPEC T13, C55). */
export const SETTINGS = [
  { generator: 'deepseek_conservative', temperature: 0.1 },
  { generator: 'qwen_balanced', temperature: 0.5 },
  { generator: 'qwen_creative', temperature: 0.9 },
  { generator: 'deepseek_powerful', temperature: 0.3 },
  { generator: 'codellama_optimized', temperature: 0.5 },
] as const;

export const plan: OptimizationPlan = {
  experiments: [...SETTINGS],
  known: [],
  evaluations: 100,
  patience: 3,
  stop_fitness: 0.95,
  tool_gain: 1.1,
  time_limit_ms: 600_000,
  experiment_ms: 300_000,
  budget: 'optimize-2026-01-01',
  budget_micro: 1_000_000,
  experiment_micro: 50_000,
  tier: 'local',
  seed: 1,
};

export const target = { kind: 'artifact', id: 'email-v1' } as const;
export const budget = { kind: 'budget', id: plan.budget } as const;

/** A session `optimization/self` on email-v1 that waits. */
export function queued(rest: Partial<OptimizationPlan> = {}, aim?: SessionAim): Outcome<'optimization'> {
  return given('optimization').when({
    type: 'queue',
    session: 'self',
    capability: 'email-validator',
    kind: 'artifact',
    target: target.id,
    trigger: 'manual',
    priority: 'medium',
    reason: 'asked for',
    ...(aim === undefined ? {} : { aim }),
    plan: { ...plan, ...rest },
    read: null,
    pressure: null,
    when_idle: false,
  });
}

/** A parent of this fitness: coverage and the rest 1, so that quality × coverage is its cube. */
export function searching(rest: Partial<OptimizationPlan> = {}, fitness = 0.75): Outcome<'optimization'> {
  return queued(rest)
    .when({ type: 'begin', by: 'test' })
    .when({ type: 'targetJoined', source: 'a'.repeat(64), quality: 0.7 }, { from: target })
    .when({ type: 'fundsGranted', evaluations: 800, cost_micro: 1_000_000 }, { from: budget })
    .when({ type: 'parentProved', artifact: target.id, proof: ofFitness(fitness) });
}

/** Pass rate, performance and robustness 1, fuel 0: quality = 0.7 + 0.3 c, fitness = cbrt(quality × c). */
export function ofFitness(fitness: number) {
  const cube = fitness ** 3;
  const score = (-0.7 + Math.sqrt(0.49 + 1.2 * cube)) / 0.6;
  return {
    ...proof(),
    pass_rate: 1,
    performance: 1,
    robustness: 1,
    fuel: 0,
    coverage: { statements: score, branches: score, score },
    cost_micro: 100,
  };
}

/** An experiment ends so. */
export const end = (
  at: Outcome<'optimization'>,
  n: number,
  fitness: number | null,
  outcome: 'better' | 'not_better' | 'nothing' | 'failed' = 'better',
  { cost = 1000, ...when }: When & { readonly cost?: number } = {},
): Outcome<'optimization'> =>
  at.when(
    {
      type: 'experimentEnded',
      n,
      outcome,
      artifact: outcome === 'nothing' ? null : `email-x${n}`,
      fitness,
      evaluations: 10,
      cost_micro: cost,
      reason: 'measured',
    },
    { ...when, from: { kind: 'task', id: `self-x${n}` } },
  );
