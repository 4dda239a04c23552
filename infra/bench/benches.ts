import type { BenchOutcome } from './outcome.ts';

/** A measurement beside its reference in the same run. */
export type Bench = {
  readonly measures: string;
  /** Its own options, as they are typed without dashes. */
  readonly settings: readonly string[];
  /** Whether it also measures without --data, where it has that setting. */
  readonly withoutData?: true;
  /** Loaded when it is asked for. */
  readonly load: () => Promise<(settings: never) => Promise<BenchOutcome>>;
};

/** What `dse bench NAME` can measure. */
export const benches: Readonly<Record<string, Bench>> = {
  bandit: {
    measures:
      'simulated arms, still and moving: regret, what forgetting brings and costs, traffic of an incumbent, samples until the best is named',
    settings: ['seeds', 'requests', 'experiments'],
    load: async () => (await import('./bandit.ts')).benchBandit,
  },
  batch: {
    measures:
      "a night's batch over simulated traffic with recorded models: money, order, choice, return and reasons beside the log, and random order",
    settings: ['artifacts', 'budget', 'orders', 'small'],
    load: async () => (await import('./batch.ts')).benchBatch,
  },
  commits: {
    measures: 'commits through actors, beside a raw append or publish of the same bytes',
    settings: ['actors', 'in-flight', 'repetitions', 'nats'],
    load: async () => (await import('./commits.ts')).benchCommits,
  },
  core: {
    measures:
      'TypeScript problems through the whole CORE flow with recorded completions, twice: model, repair, memory',
    settings: ['data', 'programs'],
    load: async () => (await import('./core.ts')).benchCore,
  },
  drift: {
    measures:
      'simulated streams past every drift detector: false alarms, delays and misses, and delays at one rate of false alarms',
    settings: ['streams'],
    load: async () => (await import('./drift.ts')).benchDrift,
  },
  evolve: {
    measures:
      'faulty programs that serve, fail, are searched by a population and replaced by a rollout, beside local search alone and random search',
    settings: ['data', 'evaluations', 'programs'],
    load: async () => (await import('./evolve.ts')).benchEvolve,
  },
  fold: {
    measures: "facts folded into states, beside xstate's transition()",
    settings: ['facts', 'repetitions'],
    load: async () => (await import('./fold.ts')).benchFold,
  },
  fuel: {
    measures: 'rank agreement of fuel with measured time, over kernels at several sizes',
    settings: ['sizes', 'repetitions', 'stretch-ms', 'kernels'],
    load: async () => (await import('./fuel.ts')).benchFuel,
  },
  hostile: {
    measures: 'hostile programs against each engine: contained, killed, failed',
    settings: ['only'],
    load: async () => (await import('./hostile.ts')).benchHostile,
  },
  ope: {
    measures:
      'policies of known value judged from simulated logs of other policies: bias, coverage of intervals, refusals',
    settings: ['data', 'replications', 'answers'],
    withoutData: true,
    load: async () => (await import('./ope.ts')).benchOpe,
  },
  pareto: {
    measures:
      "made problems of several objectives: hypervolume of NSGA-II, beside pymoo's medians and random search with as many evaluations",
    settings: ['seeds', 'evaluations'],
    load: async () => (await import('./pareto.ts')).benchPareto,
  },
  project: {
    measures: "commits and runs into DuckDB, beside DuckDB's appender and, with --nats, a bare consumer",
    settings: ['copies', 'batches', 'runs-per-batch', 'repetitions', 'plain-rows', 'nats'],
    load: async () => (await import('./project.ts')).benchProject,
  },
  prompts: {
    measures:
      'prompts evolved on real reviews with simulated models: accuracy on held-out reviews, price, evaluations, beside the first prompt, local and random search',
    settings: ['data', 'seeds', 'generations', 'small'],
    load: async () => (await import('./prompts.ts')).benchPrompts,
  },
  proof: {
    measures: 'faulty and right programs proved on their assertions: which are refused, which accepted',
    settings: ['data', 'programs', 'concurrency'],
    load: async () => (await import('./proof.ts')).benchProof,
  },
  recall: {
    measures:
      'descriptions in other words that find what they describe, beside BM25 alone; finding among many, beside an exact scan',
    settings: ['data', 'artifacts', 'finds'],
    load: async () => (await import('./recall.ts')).benchRecall,
  },
  repair: {
    measures: 'faulty programs repaired, beside random search',
    settings: ['data', 'budgets', 'ask', 'random-seeds', 'concurrency'],
    load: async () => (await import('./repair.ts')).benchRepair,
  },
  replay: {
    measures: "a log on JetStream into an empty DuckDB file, beside a bare consumer and DuckDB's appender",
    settings: ['facts', 'repetitions', 'plain-rows', 'nats'],
    load: async () => (await import('./replay.ts')).benchReplay,
  },
  requests: {
    measures:
      'a million requests over a thousand inputs: cost, hits and saving from the views, beside runs without reuse',
    settings: ['requests', 'distinct', 'in-flight', 'uncached'],
    load: async () => (await import('./requests.ts')).benchRequests,
  },
  resume: {
    measures:
      'repairs, sessions, populations, rollouts and draws killed with -9 at seeded moments, and the nats-server under them, beside the same work undisturbed',
    settings: ['kills', 'restarts', 'pauses', 'nats', 'only', 'small'],
    load: async () => (await import('./resume.ts')).benchResume,
  },
  rollback: {
    measures:
      'rollbacks of a live server under load: from the start of the command to the first answer of the old version, and requests that fail',
    settings: ['repetitions', 'in-flight'],
    load: async () => (await import('./rollback.ts')).benchRollback,
  },
  routing: {
    measures:
      'real answers of several models replayed: cost-aware Thompson sampling beside uniform, fixed and all-knowing choice',
    settings: ['data', 'passes', 'replicates'],
    load: async () => (await import('./routing.ts')).benchRouting,
  },
  sandbox: {
    measures:
      'what the walls cost: starts, calls, batches, processor and memory, beside a bare hardened child',
    settings: ['calls', 'batched', 'blocks', 'artifacts'],
    load: async () => (await import('./sandbox.ts')).benchSandbox,
  },
  sequential: {
    measures:
      'simulated pairs of versions, looked at after every value: how often always-valid tests err and when they see a difference, beside the z-test',
    settings: ['replications', 'looks'],
    load: async () => (await import('./sequential.ts')).benchSequential,
  },
  serve: {
    measures: 'calls of a stored artifact, beside bare calls and, with --nats, a raw publish of its runs',
    settings: ['calls', 'in-flight', 'repetitions', 'nats'],
    load: async () => (await import('./serve.ts')).benchServe,
  },
  soak: {
    measures: 'a million calls with a hostile artifact among them, a million with children killed',
    settings: ['calls', 'artifacts', 'kills'],
    load: async () => (await import('./soak.ts')).benchSoak,
  },
  workers: {
    measures: 'proofs by 1, 2 and 4 `dse work` on one queue, beside as many bare processes',
    settings: ['workers', 'tasks', 'repetitions', 'bare-seconds', 'nats'],
    load: async () => (await import('./workers.ts')).benchWorkers,
  },
};
