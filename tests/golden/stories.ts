import type { FactData } from '../../events/catalog.ts';
import type { ActorRef } from '../../events/commit.ts';
import type { PressureInputs } from '../../events/pressure.ts';
import type { RunWindow } from '../../events/capabilityFacts.ts';
import type { OptimizationPlan } from '../../events/optimization.ts';
import type { TaskRequest } from '../../events/task.ts';
import type { NoteDrift } from '../../machines/lifecycle/commands.ts';
import type { AnyCommand } from '../../machines/registry.ts';
import { measured } from '../../machines/rules/measured.ts';
import { live, queued } from '../populationWorld.ts';
import type { Options } from '../populationWorld.ts';
import { rollout, triedCapability, triedEvolution } from './rolloutStories.ts';
import { artifact, declaration, HASH, proof, request, runWindow, SUITE, SUITE_2 } from '../samples.ts';

/** One command of a story: who gets it and who told it. */
export type Step = readonly [actor: ActorRef, command: AnyCommand, from?: ActorRef];

const ref = (kind: ActorRef['kind'], id: string): ActorRef => ({ kind, id });
const metric = { reason: 'fuel', statistic: 200, baseline: 100, threshold: 150, samples: 100 } as const;
const failure = (name: string): AnyCommand => ({ type: 'effectFailed', name, child: name, error: 'broken', attempts: 3 });

function drift(stage: NoteDrift['stage'], window: number): NoteDrift {
  const evidence = { metrics: [metric], failing: [], heaviest: [{ run: 'w-1/3', input: HASH, fuel: 900 }] };
  const search = { evaluations: 100, attempts: 2 };
  return { type: 'noteDrift', stage, metrics: [metric], window, position: window, evidence, search, quality_min: 0.75 };
}

function lifecycle(): Step[] {
  const long = ref('artifact', 'a-1');
  const own = artifact();
  const asked = artifact({ judge: 'task', task: 't-1', parents: ['a-1'], generation: 1 });
  const proved: AnyCommand = { type: 'recordProof', proof: proof(), quality_min: 0.75 };
  const search = ref('task', 'a-1-evo1');
  return [
    [long, { type: 'generate', artifact: own }],
    [long, proved],
    [long, drift('detected', 2)],
    [long, drift('cleared', 3)],
    [long, drift('confirmed', 4)],
    [long, { type: 'rejectEvolution', reason: 'nothing better', compared: {}, candidate: null }, search],
    [long, drift('detected', 9)],
    [long, drift('confirmed', 10)],
    [long, { type: 'succeed', by: 'a-2', task: 'a-1-evo2' }],
    [long, { type: 'reinstate', reason: 'rollback', instead_of: 'a-2' }],
    [long, { type: 'quarantine', cause: 'timeout', detail: 'no answer for 5000 ms', input: 'a'.repeat(64) }],
    [long, { type: 'retire', reason: 'old' }, ref('capability', 'double')],
    [ref('workflow', 'a-2'), { type: 'generate', artifact: own }],
    [ref('workflow', 'a-2'), { type: 'recordProof', proof: proof({ verdict: 'failed' }), quality_min: 0.75 }],
    [ref('artifact', 'a-3'), { type: 'generate', artifact: asked }],
    [ref('artifact', 'a-3'), proved],
    [ref('artifact', 'a-3'), { type: 'reject', reason: 'worse' }],
    [ref('artifact', 'a-4'), { type: 'generate', artifact: asked }],
    [ref('artifact', 'a-4'), failure('prove')],
    [ref('artifact', 'a-5'), { type: 'generate', artifact: asked }],
    [ref('artifact', 'a-5'), proved],
    [ref('artifact', 'a-5'), { type: 'store' }],
    [ref('artifact', 'a-5'), { type: 'tellRefused', to: 'capability/double', command: 'offer', code: 'conflict', message: 'a-1 is served' }],
    [ref('artifact', 'a-6'), { type: 'generate', artifact: own }],
    [ref('artifact', 'a-6'), proved],
    [ref('artifact', 'a-6'), { type: 'join' }, ref('optimization', 'a-6-opt1')],
    [
      ref('artifact', 'a-6'),
      { type: 'rejectEvolution', reason: 'cancelled', compared: { fitness: { parent: 0.7, child: null } }, candidate: null },
      ref('optimization', 'a-6-opt1'),
    ],
    [ref('artifact', 'a-6'), { type: 'join' }, ref('optimization', 'a-6-opt2')],
    [ref('artifact', 'a-6'), { type: 'tellRefused', to: 'optimization/a-6-opt2', command: 'targetJoined', code: 'conflict', message: 'it has ended' }],
    [ref('artifact', 'a-6'), { type: 'join' }, ref('optimization', 'a-6-opt3')],
    [ref('artifact', 'a-6'), { type: 'succeed', by: 'a-7', task: 'a-6-opt3-x1' }],
    ...triedEvolution(),
  ];
}

const choose = (generator: string): AnyCommand => ({
  type: 'generatorChosen',
  generator,
  arms: generator === 'seed' ? [] : [{ generator, alpha: 1, beta: 1, propensity: 1 }],
  seed: 5,
  capability_version: 3,
  reason: 'a draw',
});
const propose = (generator: string, ...artifacts: string[]): Extract<AnyCommand, { type: 'proposed' }> => ({
  type: 'proposed',
  generator,
  candidates: artifacts.map((id) => ({
    artifact: id,
    source: HASH,
    operators: ['cmp'],
    found_at: 7,
    fuel: 90,
    parents: ['a-0'],
  })),
  evaluations: 40,
  yields: { cmp: { tried: 30, plausible: artifacts.length } },
  cost_micro: 3,
  note: '',
});
const quick = { mode: 'interactive', wants: 'code', signals: ['Quickly'], by: 'rules' } as const;
const recalled = {
  embedder: 'lexical@0',
  position: 7,
  found: [{ artifact: 'a-0', capability: 'triple', similarity: 0.96, quality: 0.9, gate: 'review' }],
} as const;
const modelCall = {
  model: 'a-model',
  provider: 'recorded',
  prompt: HASH,
  outcome: 'stop',
  input_tokens: 100,
  output_tokens: 50,
  estimated: false,
  cost_micro: 2,
  latency_us: 1000,
  simulated: true,
  temperature: 0.2,
  rung: 1,
} as const;
type Submit = Extract<AnyCommand, { type: 'submit' }>;
const granted: AnyCommand = { type: 'fundsGranted', evaluations: 200 };

function task(): Step[] {
  const submit = (different: Partial<TaskRequest>, served: string | null = null): Submit => ({
    type: 'submit',
    request: request(different),
    served: served === null ? null : { artifact: served, quality: 0.9 },
  });
  const [core, known, none, search] = ['core', 'known', 'none', 'search'].map((id) => ref('task', id)) as [
    ActorRef,
    ActorRef,
    ActorRef,
    ActorRef,
  ];
  const recalling = ref('task', 'recalling');
  const evidence = { metrics: [metric], failing: [], heaviest: [] };
  return [
    [core, submit({ deadline_ms: 60_000 })],
    [core, granted],
    [core, choose('seed')],
    [core, propose('seed', 'a-1', 'a-2')],
    [core, { type: 'candidateProved', proof: proof({ verdict: 'failed', passed: 9 }) }],
    [core, { type: 'candidateProved', proof: proof() }],
    [core, { type: 'promoted', artifact: 'a-2' }],
    [known, submit({}, 'a-2')],
    [none, submit({})],
    [none, granted],
    [none, choose('local-search')],
    [none, propose('local-search')],
    [none, choose('crossover')],
    [none, failure('propose')],
    [none, { type: 'nothingToChoose', reason: 'all attempts are used' }],
    [search, submit({ mode: 'optimize', target: 'a-0', evidence })],
    [search, { type: 'evidencePrepared', base: SUITE, suite: SUITE_2, added: 2, evaluations: 20 }],
    [search, { type: 'suiteExtended', suite: SUITE_2 }],
    [search, granted],
    [search, { type: 'parentProved', artifact: 'a-0', proof: proof({ fuel: 1000 }) }],
    [search, choose('local-search')],
    [search, propose('local-search', 'a-3')],
    [search, { type: 'candidateProved', proof: proof({ fuel: 990 }) }],
    [search, failure('chooseGenerator')],
    [ref('task', 'late'), submit({ deadline_ms: 5 })],
    [ref('task', 'late'), { type: 'deadline' }],
    [ref('task', 'lost'), { type: 'refuse', capability: 'x', reason: 'it is not declared' }],
    [recalling, { ...submit({ deadline_ms: 15_000 }), intent: { ...quick, signals: ['Quickly'] } }],
    [recalling, granted],
    [recalling, choose('memory')],
    [recalling, { ...propose('memory', 'a-4'), recalled: { ...recalled, found: [...recalled.found] } }],
    [recalling, { type: 'candidateProved', proof: proof({ verdict: 'failed', passed: 9 }) }],
    [recalling, choose('a-model')],
    [recalling, { ...propose('a-model', 'a-5'), model: modelCall }],
    [recalling, { type: 'candidateProved', proof: proof({ coverage: { statements: 0.5, branches: 0.5, score: 0.5 } }) }],
    [recalling, { type: 'promoted', artifact: 'a-5' }],
    ...experiments(submit),
  ];
}

/** Tasks that are experiments of a session: taken, not taken, without a proposal, broken. */
function experiments(submit: (different: Partial<TaskRequest>) => Submit): Step[] {
  const session = ref('optimization', 'a-0-opt1');
  const parent = measured(proof({ fuel: 1000 }));
  const begun = (n: number, generator = 'local-search', temperature: number | null = null): Step[] => [
    [
      ref('task', `a-0-opt1-x${n}`),
      submit({
        mode: 'optimize',
        target: 'a-0',
        deadline_ms: 300_000,
        experiment: { session: session.id, n, generator, temperature, from: n > 2 ? 'a-8' : null, budget: 'optimize-2026-01-01', parent },
      }),
      session,
    ],
  ];
  const [taken, beaten, empty, broken] = [1, 2, 3, 4].map((n) => ref('task', `a-0-opt1-x${n}`)) as [ActorRef, ActorRef, ActorRef, ActorRef];
  const better: AnyCommand = { type: 'candidateProved', proof: proof({ fuel: 500 }) };
  return [
    ...begun(1),
    [taken, propose('local-search', 'a-8')],
    [taken, better],
    ...begun(2, 'a-model', 0.5),
    [beaten, { ...propose('a-model', 'a-9'), model: { ...modelCall, temperature: 0.5 } }],
    [beaten, better],
    ...begun(3, 'crossover'),
    [empty, propose('crossover')],
    [empty, { type: 'nothingToChoose', reason: 'crossover proposed nothing' }],
    ...begun(4, 'a-model', 0.6),
    [broken, failure('propose')],
    [taken, { type: 'select' }, session],
    [beaten, { type: 'drop', reason: 'experiment 1 of the session is better' }, session],
    [taken, { type: 'promoted', artifact: 'a-8' }],
  ];
}

const named: FactData<'version.named'> = {
  version: '1.0.0',
  artifact: 'a-2',
  tool_type: 'PYTHON_FUNCTION',
  manifest: HASH,
  tags: ['text'],
  cost_tier: 'free',
  speed_tier: null,
  quality_tier: null,
  priority: 0,
  usage_notes: '',
  immutable: false,
  track_usage: true,
};

function capability(): Step[] {
  const it = ref('capability', 'double');
  const offer = (by: string, parents: string[]): Step => [
    it,
    { type: 'offer', task: 't-1', parents, quality: 1 },
    ref('artifact', by),
  ];
  let at = 0;
  const observe = (different: Partial<RunWindow> = {}): Step => {
    const from = { position: at, index: 0 };
    at += 1;
    return [it, { type: 'observe', from, to: { position: at, index: 0 }, window: runWindow(different) }];
  };
  const heavy = {
    fuel: Array.from({ length: 40 }, () => 200),
    heaviest: [{ run: 'w-1/3', input: HASH, fuel: 900 }],
  };
  const proved: AnyCommand = { type: 'recordSuiteProof', strength: null, suite: SUITE, controls: [{ name: 'constant', failed: true }] };
  const refused = ref('capability', 'weak');
  return [
    [refused, { type: 'declare', ...declaration() }],
    [refused, { type: 'refuseSuite', suite: SUITE, reason: 'a constant passes' }],
    [refused, { type: 'declare', ...declaration() }],
    [refused, failure('proveSuite')],
    [it, { type: 'declare', ...declaration({ seeds: [{ name: 'first', source: HASH, provenance: 'by hand' }] }) }],
    [it, proved],
    offer('a-1', []),
    observe(),
    observe({ latency_us: { median: 2100, mean: 2300.5 } }),
    observe(heavy),
    observe(),
    observe(heavy),
    observe(heavy),
    [it, { type: 'extendSuite', from: SUITE, suite: SUITE_2, added: 2, reason: 'drift' }, ref('task', 'a-1-evo1')],
    [it, { type: 'reward', generator: 'local-search', reward: 1 }, ref('task', 'a-1-evo1')],
    [it, { type: 'reward', generator: 'crossover', reward: 0 }, ref('task', 'a-1-evo1')],
    [it, { type: 'learnFix', task: 'a-1-evo1', parent: HASH, child: HASH, operators: ['cmp'], fix: '{}' }],
    [it, { type: 'settle', outcome: 'rejected' }, ref('artifact', 'a-1')],
    observe(heavy),
    offer('a-2', ['a-1']),
    observe(heavy),
    observe({ ran: 'a-2' }),
    [it, { type: 'rollback', reason: 'complaints' }],
    [it, { type: 'noteQuota', quota: 'cpu_ms', scope: 'capability', most: 100, used: 104 }],
    observe(),
    [it, failure('learnFix')],
    [it, { type: 'nameVersion', ...named }],
    [
      it,
      { type: 'registerExpert', name: 'double-expert', generator: 'a-model', temperature: 0.4, fitness: 0.92, gain: 1.226667 },
      ref('optimization', 'a-2-opt1'),
    ],
    ...ladder(),
    [
      it,
      {
        type: 'recordGolden',
        golden: HASH,
        source: 'production',
        train: 7,
        holdout: 3,
        good: 8,
        failures: 2,
        left_out: { unknown: 1, erased: 0, unfit: 0, over: 0 },
        repeated: 40,
        position: 9,
        min_quality: 0.8,
        seed: 1,
      },
    ],
    ...triedCapability(),
    [
      it,
      {
        type: 'weighSplit',
        version: '2.0.0',
        manifest: HASH,
        against: HASH,
        read: 9,
        compared: { inputs: 10, same: 3, words: 20, shared: 8 },
      },
    ],
  ];
}

/** Tools that take over from each other: up, to the top, and back. */
function ladder(): Step[] {
  const it = ref('capability', 'translate');
  const tools = ['cache', 'hybrid', 'nmt'].map((name) => ({ name, artifact: `t-${name}` }));
  const rules = { cache_hit_min: 0.9, cache_hit_back: 0.95, quality_min: 0.75, quality_back: 0.85, quality_spare: 0.9, error_rate_max: 0.05, rest_checks: 2 };
  const offer = (by: string): Step => [it, { type: 'offer', task: null, parents: [], quality: 1 }, ref('artifact', by)];
  let at = 0;
  const observe = (ran: string, hits: number, sum: number): Step => {
    const from = { position: at, index: 0 };
    at += 1;
    const window = runWindow({ ran, shadow: { hits, n: 100 }, quality: { n: 100, sum } });
    return [it, { type: 'observe', from, to: { position: at, index: 0 }, window }];
  };
  return [
    [it, { type: 'declare', ...declaration({ ladder: { tools, ...rules } }) }],
    [it, { type: 'recordSuiteProof', strength: null, suite: SUITE, controls: [{ name: 'constant', failed: true }] }],
    offer('t-cache'),
    offer('t-hybrid'),
    offer('t-nmt'),
    observe('t-cache', 99, 99),
    observe('t-cache', 85, 92),
    observe('t-hybrid', 40, 70),
    observe('t-nmt', 40, 70),
    observe('t-nmt', 96, 90),
    observe('t-hybrid', 96, 90),
    observe('t-cache', 99, 99),
  ];
}

const batchPlan = {
  position: 90,
  considered: 2,
  budget_micro: 200,
  limit: null,
  criteria: {
    min_usage: 10,
    quality_target: 0.75,
    min_potential_usage: 10,
    min_value_micro: 10_000_000,
    latency_price_micro_per_hour: 36_000_000,
  },
  chosen: [
    {
      target: 'a-1',
      capability: 'double',
      usage: 2000,
      quality: 0.7,
      cost_micro: 50_000.5,
      latency_us: 120.25,
      value_micro: 30_000_300,
      tier: 'cloud' as const,
      bound_micro: 200,
      expected_micro: 150,
      roi_estimated: 333_335.67,
    },
  ],
  skipped: [{ target: 'a-2', value_micro: null, reason: 'not measured: quality is null' }],
  not_listed: 0,
};
const batchEnd = {
  n: 1,
  outcomes: [{ target: 'a-1', session: 'a-1-opt1', outcome: 'improved' as const, cost_micro: 140, reason: 'patience' }],
  not_listed: 0,
  sessions: 1,
  improved: 1,
  spent_micro: 140,
  roi_estimated: 357_145.42,
  reason: 'every candidate had its turn',
};

function budget(): Step[] {
  const it = ref('budget', 'default');
  const reserve = (by: string, evaluations: number): Step => [it, { type: 'reserve', evaluations }, ref('task', by)];
  return [
    [it, { type: 'open', cap_evaluations: 100, cap_micro: 50 }],
    reserve('t-1', 60),
    reserve('t-2', 60),
    [it, { type: 'settle', evaluations: 25, cost_micro: 7 }, ref('task', 't-1')],
    reserve('t-3', 75),
    [it, { type: 'tellRefused', to: 'task/t-3', command: 'fundsGranted', code: 'conflict', message: 'it is unanswered' }],
    reserve('t-4', 10),
    [it, { type: 'settle', evaluations: 12, cost_micro: 50 }, ref('task', 't-4')],
    reserve('t-5', 1),
    [it, { type: 'open', cap_evaluations: 200, cap_micro: 90 }],
    reserve('t-6', 1),
    [it, { type: 'open', cap_evaluations: 400, cap_micro: 1000 }],
    [it, { type: 'reserve', evaluations: 10, cost_micro: 600 }, ref('artifact', 't-6')],
    [it, { type: 'reserve', evaluations: 10, cost_micro: 400 }, ref('artifact', 'a-2')],
    [it, { type: 'settle', evaluations: 10, cost_micro: 650 }, ref('artifact', 't-6')],
    [it, { type: 'reserve', evaluations: 10, cost_micro: 200 }, ref('task', 't-7')],
    [it, { type: 'settle', evaluations: 4, cost_micro: 150 }, ref('task', 't-7')],
    [it, { type: 'reserve', evaluations: 10, cost_micro: 90 }, ref('artifact', 'a-3')],
    [it, { type: 'tellRefused', to: 'artifact/a-3', command: 'fundsGranted', code: 'conflict', message: 'it has ended' }],
    [it, { type: 'planBatch', ...batchPlan }],
    [it, { type: 'endBatch', ...batchEnd }],
    [it, { type: 'planBatch', ...batchPlan, chosen: [] }],
  ];
}

function log(): Step[] {
  const it = ref('log', 'main');
  return [
    [it, { type: 'seal', from: 1, to: 40, commits: 40, root: HASH }],
    [it, { type: 'recordErasure', hash: HASH, reason: 'asked for' }],
    [it, { type: 'recordLoss', writer: 'w-1', capability: 'double', at_most: 500 }],
    [it, { type: 'seal', from: 41, to: 44, commits: 4, root: HASH }],
  ];
}

const inputsOf = (changes: Partial<PressureInputs> = {}): PressureInputs => ({
  context: null,
  platform: 'linux-x64',
  memory_mb: 16000,
  load_percent: 20,
  minute: 540,
  time_zone: 'UTC',
  auto_detection: true,
  low_memory_mb: 2048,
  load_percent_max: 80,
  night: { from: 1320, to: 360 },
  ...changes,
});

function pressure(): Step[] {
  const it = ref('pressure', 'main');
  const detect = (changes?: Partial<PressureInputs>): Step => [it, { type: 'detect', inputs: inputsOf(changes) }];
  const probe = (gpu_mb: number | null): Step => [it, { type: 'probe', hardware: { gpu_mb, memory_mb: 16000, cores: 8 } }];
  return [
    probe(null),
    detect(),
    detect({ load_percent: 85 }),
    detect({ minute: 1320 }),
    detect({ context: 'urgent' }),
    [it, { type: 'set', level: 'training', until: null }],
    [it, { type: 'set', level: 'TRAINING', until: '2026-01-01T00:00:08.000Z' }],
    detect({ context: 'background' }),
    [it, { type: 'set', level: 'low', until: null }],
    [it, { type: 'release', inputs: inputsOf({ platform: 'raspberry-pi' }) }],
    probe(24_576),
    probe(49_152),
    probe(8192),
    [it, failure('none')],
  ];
}

const settings = [
  { generator: 'local-search', temperature: null },
  { generator: 'a-model', temperature: 0.5 },
  { generator: 'b-model', temperature: 0.3 },
];
const plan: OptimizationPlan = {
  experiments: settings,
  known: [],
  evaluations: 100,
  patience: 3,
  stop_fitness: 0.95,
  tool_gain: 1.1,
  time_limit_ms: 600_000,
  experiment_ms: 300_000,
  budget: 'optimize-2026-01-01',
  budget_micro: 100_000,
  experiment_micro: 5000,
  tier: 'local',
  seed: 7,
};

function optimization(): Step[] {
  const budgeted = ref('budget', plan.budget);
  const target = ref('artifact', 'a-1');
  const slow = proof({ pass_rate: 0.7, coverage: { statements: 0.7, branches: 0.7, score: 0.7 }, performance: 0.5, cost_micro: 40 });
  const queue = (n: number, different: Partial<OptimizationPlan> = {}): Step => [
    ref('optimization', `a-1-opt${n}`),
    {
      type: 'queue',
      session: `a-1-opt${n}`,
      capability: 'double',
      kind: 'artifact',
      target: 'a-1',
      trigger: 'manual',
      priority: 'medium',
      reason: 'asked for',
      plan: { ...plan, ...different },
      read: { position: 9, usage: 12, fitness: 0.6, value: 0.001, cost_estimated_micro: 15_000, roi_estimated: null },
      pressure: null,
      when_idle: n === 2,
    },
  ];
  const joined = (n: number): Step[] => [
    [ref('optimization', `a-1-opt${n}`), { type: 'begin', by: 'story' }],
    [ref('optimization', `a-1-opt${n}`), { type: 'targetJoined', source: HASH, quality: 0.7 }, target],
  ];
  const searching = (n: number): Step[] => [
    ...joined(n),
    [ref('optimization', `a-1-opt${n}`), { type: 'fundsGranted', evaluations: 600, cost_micro: 100_000 }, budgeted],
    [ref('optimization', `a-1-opt${n}`), { type: 'parentProved', artifact: 'a-1', proof: slow }],
  ];
  const came = (session: number, n: number, outcome: 'better' | 'not_better' | 'nothing' | 'failed', fitness: number | null): Step => [
    ref('optimization', `a-1-opt${session}`),
    {
      type: 'experimentEnded',
      n,
      outcome,
      artifact: outcome === 'better' ? `a-1-${session}-${n}` : null,
      fitness,
      evaluations: 30,
      cost_micro: 300,
      reason: outcome === 'better' ? 'fuel 100 → 50' : 'nothing that passes',
    },
    ref('task', `a-1-opt${session}-x${n}`),
  ];
  const [improved, paused, cancelled, stuck] = [1, 2, 3, 6].map((n) => ref('optimization', `a-1-opt${n}`)) as [ActorRef, ActorRef, ActorRef, ActorRef];
  return [
    queue(1),
    ...searching(1),
    came(1, 3, 'better', 0.8),
    came(1, 1, 'nothing', null),
    came(1, 2, 'better', 0.7),
    came(1, 4, 'not_better', 0.5),
    came(1, 5, 'better', 0.9),
    came(1, 6, 'failed', null),
    [improved, { type: 'adopted', n: 5, artifact: 'a-1-1-5' }, ref('task', 'a-1-opt1-x5')],
    queue(2, { known: [{ generator: 'local-search', temperature: null, task: 'a-1-opt1-x1', outcome: 'nothing', fitness: null }] }),
    [paused, { type: 'pause', reason: 'not now' }],
    [paused, { type: 'resume', reason: 'now' }],
    ...searching(2),
    [paused, { type: 'pause', reason: 'the machine is needed' }],
    came(2, 3, 'nothing', null),
    came(2, 2, 'better', 0.2),
    [paused, { type: 'resume', reason: 'nobody is at work' }],
    queue(3),
    ...searching(3),
    came(3, 1, 'better', 0.8),
    [cancelled, { type: 'cancel', reason: 'asked for' }],
    came(3, 2, 'nothing', null),
    came(3, 3, 'better', 0.99),
    queue(4, { budget_micro: 10_000 }),
    queue(5),
    ...joined(5),
    [ref('optimization', 'a-1-opt5'), { type: 'fundsDenied', reason: '100000 micro-dollars are asked for, 0 of 0 are left' }, budgeted],
    queue(6),
    ...searching(6),
    came(6, 1, 'better', 0.97),
    [stuck, failure('tell')],
    [stuck, { type: 'deadline' }],
    came(6, 2, 'nothing', null),
    came(6, 3, 'nothing', null),
    [stuck, { type: 'tellRefused', to: 'task/a-1-opt6-x1', command: 'select', code: 'conflict', message: 'it is unanswered' }],
  ];
}

/** Small populations of bit strings: one finds something better, the others are refused, blocked, cancelled and without anything better. */
function population(): Step[] {
  const small = queued({ population: 6, elite: 1, islands: 2, migrate_every: 1, sample: 6, gate: 2, gate_min: 0, holdout: 40, finalists: 1, generations: 5, });
  const worlds = [
    live({ id: 'bits-1-pop1',  queue: small, answer: outrunOnce() }),
    live({ id: 'bits-1-pop2',  queue: { ...small, train: 0 } }),
    live({ id: 'bits-1-pop3',
       queue: small,
      answer: ({ name }) =>
        name === 'checkControls'
          ? {
              type: 'controlsChecked',
              controls: [{ name: 'known_bad', what: 'a fault', score: 0.9 }],
              same: { first: 0.5, second: 0.25, n: 4, agreement: 0.75 },
              dearest: null,
              evaluations: 12,
              cost_micro: 36,
            }
          : null,
    }),
    live({ id: 'bits-1-pop4',  queue: small, outside: (step) => (step === 9 ? { type: 'cancel', reason: 'asked for' } : null) }),
    live({ id: 'bits-1-pop5',  queue: { ...small, strategy: 'random', seed: 3, settings: { ...small.settings, generations: 1 } }, score: () => ({ ...ROW, score: 0.5 }) }),
  ];
  return worlds.flatMap(({ commands }, at) =>
    commands.map(([command, from]): Step => {
      const it = ref('population', `bits-1-pop${at + 1}`);
      return from === null ? [it, command] : [it, command, from];
    }),
  );
}

/** Another extension of the suite comes between, once. */
function outrunOnce(): NonNullable<Options['answer']> {
  let outrun = false;
  return ({ name, input }) => {
    if (outrun || name !== 'tell' || (input as { command: { type: string } }).command.type !== 'extendSuite') return null;
    outrun = true;
    return { type: 'tellRefused', to: 'capability/bits', command: 'extendSuite', code: 'conflict', message: 'the suite is at version 2' };
  };
}

const ROW = { example: 'train-0', score: 0, answer: null, fuel: 10, tokens: 0, repairs: 0, cost_micro: 3, wall_us: 1 };

/** What each machine goes through in its corpus; together these stories say every fact there is. */
export const stories: Readonly<Record<string, () => readonly Step[]>> = {
  lifecycle,
  task,
  capability,
  budget,
  log,
  pressure,
  optimization,
  population,
  rollout,
};
