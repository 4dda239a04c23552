import type { FactData } from '../events/catalog.ts';
import type { RunWindow } from '../events/capabilityFacts.ts';
import type { ProofSummary } from '../events/proof.ts';
import type { TaskRequest } from '../events/task.ts';

/** Valid values for tests; each takes what a test wants to be different. */
export const HASH = 'a'.repeat(64);
export const SUITE = { version: 1, hash: HASH };
export const SUITE_2 = { version: 2, hash: 'b'.repeat(64) };

export function proof(different: Partial<ProofSummary> = {}): ProofSummary {
  return {
    suite: SUITE,
    verdict: 'passed',
    cause: null,
    passed: 10,
    total: 10,
    pass_rate: 1,
    coverage: { statements: 1, branches: 1, score: 1 },
    performance: 1,
    robustness: 1,
    quality: 1,
    formula: 'four-factor',
    fuel: 100,
    common_fuel: null,
    held_out: { passed: 3, total: 3 },
    failures: [],
    counts: {
      statements: { covered: 6, total: 6 },
      branches: { covered: 2, total: 2 },
      malformed: { covered: 9, total: 9 },
      reference_fuel: 100,
    },
    deterministic: true,
    strength: null,
    differential: null,
    wall: null,
    resources: { cpu_us: 40, peak_bytes: 4_000_000, output_bytes: 12 },
    seed: 1,
    engine: 'test',
    walls: [],
    raw: HASH,
    latency_us: 5,
    cost_micro: 1,
    ...different,
  };
}

export function artifact(
  different: Partial<FactData<'artifact.generated'>> = {},
): FactData<'artifact.generated'> {
  return {
    capability: 'double',
    language: 'javascript',
    entry: 'double',
    spread: false,
    source: HASH,
    bytes: 30,
    parents: [],
    generation: 0,
    generator: 'seed',
    operators: [],
    provenance: 'test',
    seed: 1,
    suite: SUITE,
    judge: 'self',
    task: null,
    parent_fuel: null,
    parent_raw: null,
    ...different,
  };
}

export function request(different: Partial<TaskRequest> = {}): TaskRequest {
  return {
    capability: 'double',
    kind: 'artifact',
    mode: 'core',
    description: 'double it',
    target: null,
    evidence: null,
    quality_min: 0.75,
    seed: 1,
    evaluations: 100,
    attempts: 2,
    deadline_ms: null,
    ...different,
  };
}

export function declaration(
  different: Partial<FactData<'capability.declared'>> = {},
): FactData<'capability.declared'> {
  return {
    kind: 'function',
    description: 'Doubles a number.',
    spec: HASH,
    suite: SUITE,
    language: 'javascript',
    entry: 'double',
    seeds: [],
    generators: ['repair-library', 'local-search', 'crossover'],
    quality_min: 0.75,
    observe: {
      window: 100,
      min_samples: 30,
      baseline_runs: 100,
      fuel_every: 1,
      confirm: 1,
      quality_min: 0.75,
      latency_rule: 'median',
      latency_factor: 1.5,
      latency_floor_us: 1000,
      fuel_factor: 1.5,
      error_rate_max: 0.05,
      cache_hit_min: 0.9,
      cooldown_windows: 2,
    },
    search: { evaluations: 100, attempts: 2 },
    seed: 1,
    ...different,
  };
}

export function runWindow(different: Partial<RunWindow> = {}): RunWindow {
  return {
    ran: 'a-1',
    n: 100,
    errors: 0,
    quality: { n: 100, sum: 100 },
    latency_us: { median: 2000, mean: 2000 },
    fuel: Array.from({ length: 40 }, () => 100),
    cache: { hits: 0, n: 0 },
    cost_micro: 1,
    failing: [],
    heaviest: [],
    ...different,
  };
}

/** A failed check of a proof. */
export function failure(id: string, message: string): ProofSummary['failures'][number] {
  return { case: id, message, input: '3', expected: '6', actual: '7', stop: null };
}
