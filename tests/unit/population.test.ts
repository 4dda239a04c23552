import { describe, expect, it } from 'vitest';
import { stateText } from '../../machines/fold.ts';
import { behaviours } from '../../machines/registry.ts';
import type { PopulationCommand } from '../../machines/population/commands.ts';
import { gainOf, gainText } from '../../machines/rules/population/gainText.ts';
import { given } from '../given.ts';
import { answered, live, queued, said } from '../populationWorld.ts';
import type { World } from '../populationWorld.ts';
import { HASH } from '../samples.ts';

const AT = '2026-01-01T00:00:00.000Z';
const endOf = (world: World) => said(world.facts, 'population.ended')[0]!;
const stopOf = (world: World) => said(world.facts, 'population.stopped').map(({ stop }) => stop);

it('tells a difference with its interval, which around the mean would leave what a quality can be', () => {
  expect(gainText({ mean: 1, low: 0.82, high: 1.19, n: 60, better: 24, worse: 0 }, 0.6)).toBe(
    '1 against 0.6: +0.4 (+0.22 to +0.59), better on 24 and worse on 0 of 60',
  );
  expect(gainText({ mean: 0.5, low: 0.25, high: 0.75, n: 20, better: 1, worse: 3 }, 0.6)).toBe(
    '0.5 against 0.6: -0.1 (-0.35 to +0.15), better on 1 and worse on 3 of 20',
  );
});

describe('a population of bit strings', () => {
  const world = live();
  const generations = said(world.facts, 'generation.ended');

  it('begins with the incumbent and different mutations of it (SPEC E7)', () => {
    const [first] = said(world.facts, 'generation.planned');
    expect(first!.children[0]).toMatchObject({ operators: [], parents: [] });
    const { incumbent } = world.context.asked!;
    expect(
      first!.children.slice(1).every(({ parents }) => parents.length === 1 && parents[0] === incumbent),
    ).toBe(true);
    const evaluated = said(world.facts, 'candidate.evaluated').filter(
      ({ generation, stage }) => generation === 0 && stage !== 'full',
    );
    expect(new Set(evaluated.map(({ candidate }) => candidate)).size).toBe(evaluated.length);
  });

  it('never falls: the best of a generation is at least that of the one before, and elites go on unchanged (SPEC G8)', () => {
    const qualities = generations.map(({ quality }) => quality);
    expect(qualities).toEqual(qualities.toSorted((a, b) => a - b));
    expect(qualities.at(-1)).toBeGreaterThan(qualities[0]!);
    const alone = said(live({ queue: queued({ islands: 1 }) }).facts, 'generation.ended');
    const kept = alone.slice(0, -1).flatMap(({ survivors }, at) =>
      survivors
        .filter(({ elite }) => elite)
        .map(({ candidate, objectives }) => ({
          objectives,
          next: alone[at + 1]!.survivors.find((one) => one.candidate === candidate)?.objectives,
        })),
    );
    expect(kept.length).toBeGreaterThan(10);
    expect(kept.map(({ next }) => next)).toEqual(kept.map(({ objectives }) => objectives));
  });

  it('looks around the best until that finds nothing, then crosses the winners of tournaments whose contestants are told (SPEC E6)', () => {
    const long = live({ queue: queued({ generations: 20 }) });
    const ended = said(long.facts, 'generation.ended');
    const phases = ended.map(({ phase }) => phase);
    const flat = ended.findIndex(({ phase, flat: nothing }) => phase === 'local' && nothing);
    expect(phases.slice(0, flat + 1)).toEqual(['seed', ...Array.from({ length: flat }, () => 'local')]);
    expect(phases.slice(flat + 1).every((phase) => phase === 'crossover')).toBe(true);
    const children = said(long.facts, 'generation.planned')
      .filter(({ phase }) => phase === 'crossover')
      .flatMap((planned) => planned.children);
    expect(children.some(({ parents }) => parents.length === 2)).toBe(true);
    for (const { parents, contestants } of children)
      parents.forEach((parent, at) => {
        expect(contestants[at]).toContain(parent);
        expect(contestants[at]!.length).toBeLessThanOrEqual(3);
      });
  });

  it('gives all of a generation the same examples, and none twice to one candidate (SPEC C70)', () => {
    const samples = said(world.facts, 'generation.planned').map(({ sample }) => JSON.stringify(sample));
    expect(new Set(samples).size).toBe(1);
    const keys = said(world.facts, 'candidate.evaluated').flatMap(({ candidate, rows }) =>
      rows.map(({ example }) => `${candidate} ${example}`),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('spends what the fold of its facts says, and settles that', () => {
    const paid = said(world.facts, 'candidate.evaluated').reduce((sum, one) => sum + one.paid, 0);
    const [controls] = said(world.facts, 'controls.checked');
    const proposals = said(world.facts, 'generation.planned').flatMap(({ children }) =>
      children.filter(({ operators }) => operators.length > 0),
    ).length;
    const money = world.facts.reduce(
      (sum, { type, data }) =>
        type.startsWith('candidate.') || type === 'controls.checked'
          ? sum + Number(data['cost_micro'] ?? 0)
          : sum,
      10,
    );
    expect(endOf(world)).toMatchObject({
      proposals,
      evaluations: paid + controls!.evaluations,
      cost_micro: money,
    });
    expect(world.told.at(-1)).toEqual([
      'budget/evolving',
      { type: 'settle', evaluations: paid + controls!.evaluations, cost_micro: money },
    ]);
  });

  it('puts the best and the incumbent before examples nobody has seen, and decides with their numbers (SPEC C66, E14)', () => {
    const [rescored] = said(world.facts, 'finalists.rescored');
    const winner = rescored!.finalists.find(({ candidate }) => candidate === rescored!.chosen)!;
    expect(winner.low).toBeGreaterThan(rescored!.incumbent.mean);
    const [decided] = said(world.facts, 'deployment.decided');
    expect(decided).toMatchObject({
      deploy: true,
      numbers: { incumbent: rescored!.incumbent.mean, low: winner.low },
    });
    expect(decided!.notified).toMatch(/is offered to bits in place of bits-1/);
    expect(decided!.notified).toContain(gainText(gainOf(winner), rescored!.incumbent.mean));
  });

  it('refuses what was bred before and plans its slot again, at most twice', () => {
    const refused = said(world.facts, 'candidate.refused');
    expect(refused.some(({ reason, again }) => reason === 'duplicate' && again)).toBe(true);
    expect(refused.filter(({ attempt }) => attempt === 2).every(({ again }) => !again)).toBe(true);
    const bred = said(world.facts, 'candidate.bred').map(({ candidate }) => candidate);
    const twins = refused.filter(({ detail }) => detail.includes('same round')).length;
    expect(new Set(bred).size).toBe(bred.length - twins);
  });
});

describe('controls', () => {
  const checked = (different: Partial<Extract<PopulationCommand, { type: 'controlsChecked' }>>) =>
    live({
      answer: ({ name }) =>
        name === 'checkControls'
          ? {
              type: 'controlsChecked',
              controls: (['known_bad', 'empty', 'constant'] as const).map((one) => ({
                name: one,
                what: one,
                score: 0.1,
              })),
              same: { first: 0.5, second: 0.5, n: 20, agreement: 1 },
              dearest: null,
              evaluations: 60,
              cost_micro: 0,
              ...different,
            }
          : null,
    });

  it.each([
    [
      'a constant passes',
      {
        controls: (['known_bad', 'empty', 'constant'] as const).map((name) => ({
          name,
          what: name,
          score: name === 'constant' ? 0.8 : 0,
        })),
      },
      /"constant" \(constant\) passes with quality 0.8/,
    ],
    [
      'one is missing',
      { controls: [{ name: 'empty' as const, what: 'empty', score: 0 }] },
      /"known_bad" was not evaluated/,
    ],
    [
      'one is no number',
      {
        controls: (['known_bad', 'empty', 'constant'] as const).map((name) => ({
          name,
          what: name,
          score: Number.NaN,
        })),
      },
      /passes/,
    ],
    [
      'the same gets other scores',
      { same: { first: 0.5, second: 0.6, n: 20, agreement: 0.8 } },
      /on 4 of 20 examples the second time/,
    ],
  ])('block everything when %s', (_, different, reason) => {
    const world = checked(different);
    expect(endOf(world)).toMatchObject({ outcome: 'blocked', generations: 0 });
    expect(endOf(world).reason).toMatch(reason);
    expect(said(world.facts, 'controls.checked')[0]!.blocked).toMatch(reason);
    expect(world.facts.some(({ type }) => type === 'generation.planned')).toBe(false);
    expect(world.told.at(-1)).toMatchObject(['budget/evolving', { type: 'settle', evaluations: 60 }]);
  });

  it('let it begin when they fail and the same is the same', () => {
    expect(checked({}).facts.some(({ type }) => type === 'generation.planned')).toBe(true);
  });
});

describe('a population stops', () => {
  it('at its target, and still asks the hold-out', () => {
    const world = live({ queue: queued({ target: 0.5 }) });
    expect(stopOf(world)).toEqual(['target']);
    expect(world.facts.some(({ type }) => type === 'finalists.rescored')).toBe(true);
  });

  it('after three flat generations (SPEC C64)', () => {
    const world = live({
      queue: queued({ generations: 100 }),
      score: (...given) => ({ ...answered(...given), score: 0.5, fuel: 20 }),
    });
    expect(stopOf(world)).toEqual(['plateau']);
    expect(said(world.facts, 'generation.ended').at(-1)!.flat_in_row).toBe(3);
    expect(endOf(world).outcome).toBe('nothing_better');
  });

  it.each([
    ['proposals', { proposals: 30 }],
    ['evaluations', { evaluations: 900 }],
    ['money', { micro: 6800 }],
  ] as const)('when its %s are used, and never beyond', (stop, different) => {
    const queue = queued({ generations: 60, plateau: 60 });
    const budget = { ...queue.budget, ...different };
    const world = live({ queue: { ...queue, budget } });
    expect(stopOf(world)).toEqual([stop]);
    const { proposals, evaluations, cost_micro } = endOf(world);
    expect(proposals).toBeLessThanOrEqual(budget.proposals);
    expect(evaluations).toBeLessThanOrEqual(budget.evaluations);
    expect(cost_micro).toBeLessThanOrEqual(budget.micro);
  });

  it('when it is cancelled, once what is under way has reported', () => {
    for (const at of [0, 1, 2, 5, 20, 60, 100, 150, 180, 200, 250]) {
      let asked = false;
      const world = live({
        outside: (step) => {
          if (step !== at) return null;
          asked = true;
          return { type: 'cancel', reason: 'asked for' };
        },
      });
      expect(asked).toBe(true);
      expect([at, world.value, endOf(world).outcome]).toEqual([at, 'ended', 'cancelled']);
      expect(world.pending.filter(({ name }) => name !== 'timer')).toEqual([]);
    }
  });

  it('when its time is over, with what it has found by then', () => {
    const world = live({ outside: (step) => (step === 60 ? { type: 'deadline' } : null) });
    expect(stopOf(world)).toEqual(['deadline']);
    expect(said(world.facts, 'finalists.named').length).toBe(1);
    expect(world.value).toBe('ended');
  });
});

describe('what fails', () => {
  const failing = (name: string, every: number) => {
    let count = 0;
    return live({
      answer: (effect) => {
        if (effect.name !== name || (count += 1) % every !== 0) return null;
        return { type: 'effectFailed', name, child: effect.child, error: 'no answer', attempts: 3 };
      },
    });
  };

  it('is refused where it is one child, and the others go on', () => {
    for (const name of ['breed', 'evaluateCandidate']) {
      const world = failing(name, 4);
      expect(world.value).toBe('ended');
      expect(said(world.facts, 'candidate.refused').some(({ detail }) => detail.includes('no answer'))).toBe(
        true,
      );
    }
  });

  describe('what the incumbent got wrong and the winner mends', () => {
    const types = (of: World): string[] => of.facts.map(({ type }) => type);
    const afterChoice = (of: World): string[] => types(of).slice(types(of).indexOf('finalists.rescored') + 1);
    const told = (of: World) => of.told.filter(([, { type }]) => type === 'extendSuite');

    it('extends the suite of its capability before anybody is proved on it', () => {
      const world = live();
      expect(afterChoice(world).slice(0, 4)).toEqual([
        'evidence.prepared',
        'suite.adopted',
        'parent.proved',
        'winner.generated',
      ]);
      expect(told(world)).toEqual([
        [
          'capability/bits',
          {
            type: 'extendSuite',
            from: { version: 1, hash: HASH },
            suite: { version: 2, hash: HASH },
            added: 3,
            reason: expect.stringContaining('bits-1') as string,
          },
        ],
      ]);
    });

    it('is no reason to extend it where there is nothing of it', () => {
      const suite = { version: 1, hash: HASH };
      const without = live({
        answer: ({ name }) =>
          name === 'prepareMended'
            ? { type: 'evidencePrepared', base: suite, suite, added: 0, evaluations: 0 }
            : null,
      });
      expect(told(without)).toEqual([]);
      expect(afterChoice(without).slice(0, 2)).toEqual(['evidence.prepared', 'parent.proved']);
      expect(endOf(without).outcome).toBe('offered');
    });

    const refusedOnce = (code: 'conflict' | 'illegal'): World => {
      let times = 0;
      return live({
        answer: ({ name, input }) => {
          const { type } = (input as { command?: { type: string } }).command ?? {};
          if (name !== 'tell' || type !== 'extendSuite' || (times += 1) > 1) return null;
          return { type: 'tellRefused', to: 'capability/bits', command: type, code, message: 'version 3' };
        },
      });
    };

    it('is prepared again where another extension came between', () => {
      const again = refusedOnce('conflict');
      expect(afterChoice(again).slice(0, 4)).toEqual([
        'evidence.prepared',
        'evidence.outdated',
        'evidence.prepared',
        'suite.adopted',
      ]);
      expect(said(again.facts, 'evidence.outdated')[0]!.reason).toContain('version 3');
      expect(endOf(again).outcome).toBe('offered');
    });

    it('leaves the incumbent where its capability takes no extension at all', () => {
      const never = refusedOnce('illegal');
      expect(endOf(never)).toMatchObject({ outcome: 'nothing_better' });
      expect(endOf(never).reason).toContain('refused "extendSuite"');
    });
  });

  it.each([
    'checkControls',
    'breed',
    'evaluateCandidate',
    'compareFinalists',
    'prepareMended',
    'proveTarget',
    'generateWinner',
  ])('ends it where all of %s fails, and settles its funds', (name) => {
    const world = failing(name, 1);
    expect(world.value).toBe('ended');
    expect(endOf(world).outcome).not.toBe('offered');
    expect(world.told.at(-1)).toMatchObject(['budget/evolving', { type: 'settle' }]);
  });

  it('is refused where an objective is no number, and ends it where the incumbent has none', () => {
    const world = live({
      score: (source, ...place) => ({
        ...answered(source, ...place),
        ...(source.startsWith('1') ? { fuel: null as never } : {}),
      }),
    });
    expect(
      said(world.facts, 'candidate.refused').some(({ detail }) => detail === 'its fuel is no number'),
    ).toBe(true);
    const none = live({ score: (...given) => ({ ...answered(...given), fuel: null as never }) });
    expect(endOf(none)).toMatchObject({ outcome: 'failed' });
    expect(endOf(none).reason).toMatch('the incumbent has no fuel');
  });
});

describe('the order of results', () => {
  const shuffled = (seed: number) => (pending: number, step: number) =>
    (step * 7919 + seed * 104_729) % pending;

  it('changes neither the state nor what was decided', () => {
    const first = live();
    const setOf = ({ facts }: World) => facts.map((one) => JSON.stringify(one)).toSorted();
    for (const seed of [1, 2, 3]) {
      const other = live({ pick: shuffled(seed) });
      expect(other.text).toBe(first.text);
      expect(setOf(other)).toEqual(setOf(first));
    }
  });

  it('leaves results that come twice without effect', () => {
    const twice = live({ twice: true });
    expect(twice.text).toBe(live().text);
    expect(twice.refused.length).toBeGreaterThan(50);
  });
});

it('folds to the same state from any snapshot and what follows', () => {
  const { interpreter } = behaviours.population;
  const { facts, text } = live();
  for (let cut = 0; cut < facts.length; cut += 17) {
    const half = interpreter.fold(interpreter.initial(), facts.slice(0, cut), AT).snapshot;
    const thawed = interpreter.thaw(JSON.parse(stateText(interpreter.freeze(half))) as never);
    expect(stateText(interpreter.freeze(interpreter.fold(thawed, facts.slice(cut), AT).snapshot))).toBe(text);
  }
});

describe('strategies', () => {
  it('random breeds from the incumbent alone, one to three operators in a row', () => {
    const world = live({ queue: queued({}, { strategy: 'random' }) });
    const children = said(world.facts, 'generation.planned').flatMap((planned) => planned.children.slice());
    const { incumbent } = world.context.asked!;
    expect(new Set(children.flatMap(({ parents }) => parents))).toEqual(new Set([incumbent]));
    expect(new Set(children.map(({ operators }) => operators.length))).toEqual(new Set([0, 1, 2, 3]));
    expect(stopOf(world)).not.toContain('plateau');
  });

  it('local never crosses', () => {
    const world = live({ queue: queued({}, { strategy: 'local' }) });
    const operators = said(world.facts, 'generation.planned').flatMap(({ children }) =>
      children.flatMap((one) => one.operators),
    );
    expect(new Set(operators)).toEqual(new Set(['flip']));
  });
});

it('keeps its context below 8 KiB with fifty genomes and four objectives', () => {
  const { objectives } = queued();
  const four = [
    ...objectives.map(({ name, unit, goal }) => ({ name, unit, goal })),
    { name: 'tokens', unit: 'tokens', goal: 'min' },
    { name: 'repairs', unit: 'repairs', goal: 'min' },
  ];
  const names = Array.from({ length: 14 }, (_, at) => `some-long-operator-${at}`);
  const queue = queued(
    { population: 50, elite: 5, islands: 2, gate: 4, gate_min: 0, generations: 30, plateau: 30, sample: 12 },
    {
      objectives: four,
      operators: { mutations: ['flip', ...names], crossovers: ['cut', 'mix'], local: ['flip'] },
      budget: { ...queued().budget, evaluations: 60_000, proposals: 5000 },
    },
  );
  const world = live({
    queue,
    score: (source, split, place) => ({
      ...answered(source, split, place),
      fuel: 123_457 + place,
      tokens: 1234 + place * 7,
      repairs: place % 7,
    }),
  });
  const survivors = said(world.facts, 'generation.ended').map((ended) => ended.survivors.length);
  expect(Math.max(...survivors)).toBeGreaterThan(45);
  expect(world.largest).toBeLessThan(8192);
});

describe('what cannot be searched is refused, with what to do', () => {
  it.each([
    [
      'a population of one',
      { settings: { ...queued().settings, population: 1 } },
      /population of 1 has nobody/,
    ],
    [
      'more than there can be',
      { settings: { ...queued().settings, population: 60 } },
      /the setting "population" is 60: .*50/,
    ],
    ['an empty golden set', { train: 0 }, /0 examples to train on and 120 held out/],
    ['nothing held out', { holdout: 0 }, /24 examples to train on and 0 held out/],
    [
      'another unit',
      { objectives: [{ name: 'quality', unit: 'percent', goal: 'max' }] },
      /"quality" is given in "percent" and counted in "share"/,
    ],
    [
      'a measured time',
      {
        objectives: [
          { name: 'quality', unit: 'share', goal: 'max' },
          { name: 'latency', unit: 'ms', goal: 'min' },
        ],
      },
      /"latency" cannot be counted/,
    ],
    [
      'an objective twice',
      { objectives: [1, 2].map(() => ({ name: 'quality', unit: 'share', goal: 'max' })) },
      /named twice/,
    ],
    [
      'a reference that is no number',
      { objectives: [{ name: 'quality', unit: 'share', goal: 'max', reference: Number.NaN }] },
      /reference of objective "quality" is NaN/,
    ],
    ['a weight that is no number', { weights: { quality: Number.NaN } }, /the weight of "quality" is NaN/],
    ['only elites', { settings: { ...queued().settings, elite: 10 } }, /elite of 10 leaves no child/],
    ['too many islands', { settings: { ...queued().settings, islands: 6 } }, /10 on 6 islands/],
    ['no operator', { operators: { mutations: [], crossovers: [], local: [] } }, /no operator that mutates/],
    [
      'too little for three proposals',
      { budget: { ...queued().budget, evaluations: 660 } },
      /its evaluations pay for \d proposals/,
    ],
  ])('%s', (_, different, refusal) => {
    const refused = given('population').when({ ...queued(), ...different });
    expect(refused.state).toBe('refused');
    expect((refused.facts[0] as { data: { refusal: string } }).data.refusal).toMatch(refusal);
  });
});
