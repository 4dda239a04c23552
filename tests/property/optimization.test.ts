import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FactOf } from '../../events/catalog.ts';
import type { Setting } from '../../events/optimization.ts';
import { deriveSeed } from '../../machines/rules/random.ts';
import type { Outcome } from '../given.ts';
import { budget, end, ofFitness, plan, queued, target } from '../optimizing.ts';

type Session = Outcome<'optimization'>;
type Open = Setting & { readonly n: number };
type Told = Session['told'];
/** A session and everything it said and told on its way. */
type Life = { readonly at: Session; readonly facts: Session['facts']; readonly told: Told };

const settings = fc.uniqueArray(
  fc.record({
    generator: fc.constantFrom('a', 'b', 'c', 'd'),
    temperature: fc.option(fc.constantFrom(0, 0.1, 0.5, 1, 2), { nil: null }),
  }),
  { minLength: 1, maxLength: 6, selector: ({ generator, temperature }) => `${generator} ${temperature}` },
);
const choices = fc.array(fc.nat(1000), { minLength: 30, maxLength: 60 });

const began = (at: Session): Life => ({ at, facts: at.facts, told: at.told });
function then({ facts, told }: Life, at: Session): Life {
  return { at, facts: [...facts, ...at.facts], told: [...told, ...at.told] };
}

/** What an experiment comes to: it depends on what it is, not on when it ends. Many are as fit as others. */
function ended(at: Session, { n, generator, temperature }: Open, world: number): Session {
  const from = planned(at).find((one) => one.n === n)?.from ?? null;
  const draw = deriveSeed(world, `${generator} ${temperature} ${from}`) % 1000;
  const cost = draw * 40;
  if (draw < 200) return end(at, n, null, 'nothing', { cost });
  if (draw < 300) return end(at, n, null, 'failed', { cost });
  if (draw < 450) return end(at, n, 0.4, 'not_better', { cost });
  return end(at, n, 0.7 + Math.floor(draw / 100) / 40, 'better', { cost });
}

/** Whence each experiment starts is told with it. */
const froms = new WeakMap<Session, readonly { n: number; from: string | null }[]>();
function planned(at: Session): readonly { n: number; from: string | null }[] {
  return froms.get(at) ?? [];
}
function noted(before: Session | null, at: Session): Session {
  const said = at.facts.filter(
    (one): one is FactOf<'experiment.planned'> => one.type === 'experiment.planned',
  );
  froms.set(at, [...(before ? planned(before) : []), ...said.map(({ data }) => data)]);
  return at;
}

const open = (at: Session): readonly Open[] => at.context['open'] as readonly Open[];

/** The way to the search, one command after the other. */
const PREPARATION: readonly ((at: Session) => Session)[] = [
  (at) => at.when({ type: 'begin', by: 'test' }),
  (at) => at.when({ type: 'targetJoined', source: 'a'.repeat(64), quality: 0.7 }, { from: target }),
  (at) => at.when({ type: 'fundsGranted', evaluations: 800, cost_micro: 1_000_000 }, { from: budget }),
  (at) => at.when({ type: 'parentProved', artifact: target.id, proof: ofFitness(0.75) }),
];

type Course = {
  readonly experiments: readonly Setting[];
  readonly world: number;
  /** Which of the open experiments ends next. */
  readonly order: readonly number[];
  /** Before which steps somebody pauses or resumes. */
  readonly rests: ReadonlySet<number>;
  readonly cancelAt: number | null;
};

/** Lives a session to its end, or until nobody has anything to say. */
function lived({ experiments, world, order, rests, cancelAt }: Course): Life {
  let life = began(noted(null, queued({ experiments: [...experiments] })));
  const go = (next: (at: Session) => Session): void => {
    life = then(life, noted(life.at, next(life.at)));
  };
  const paused = (): boolean => life.at.context['paused'] === true;
  const waits = (): boolean =>
    life.at.state === 'queued' || JSON.stringify(life.at.state).includes('working');
  const stopped = (): boolean => life.at.context['stop'] !== null;
  let prepared = 0;
  for (let step = 0; waits() && step < 400; step += 1) {
    if (step === cancelAt && !stopped() && life.at.context['taking'] === null)
      go((at) => at.when({ type: 'cancel', reason: 'enough' }));
    if (!waits()) break;
    if (rests.has(step) && !stopped())
      go((at) => at.when(paused() ? { type: 'resume', reason: 'on' } : { type: 'pause', reason: 'off' }));
    if (life.at.context['taking'] !== null) {
      const n = life.at.context['taking'] as number;
      go((at) => at.when({ type: 'adopted', n, artifact: `email-x${n}` }));
    } else if (prepared < PREPARATION.length) {
      // A session that waits is not begun while it is paused.
      if (prepared === 0 && paused()) go((at) => at.when({ type: 'resume', reason: 'on' }));
      go(PREPARATION[prepared]!);
      prepared += 1;
    } else if (open(life.at).length > 0) {
      const of = open(life.at).toSorted((a, b) => a.n - b.n);
      const one = of[order[step % order.length]! % of.length]!;
      go((at) => ended(at, one, world));
    } else if (paused()) go((at) => at.when({ type: 'resume', reason: 'on' }));
  }
  expect(life.at.state).toBe('ended');
  return life;
}

function dataOf(life: Life, type: string): readonly Record<string, unknown>[] {
  return life.facts.filter((one) => one.type === type).map(({ data }) => data as Record<string, unknown>);
}

/** Without what depends on when something arrived: the best of then. */
const lasting = (life: Life): object => ({
  planned: dataOf(life, 'experiment.planned').toSorted((a, b) => Number(a['n']) - Number(b['n'])),
  chosen: dataOf(life, 'optimization.chosen'),
  evolved: dataOf(life, 'tool.evolved'),
  stopped: dataOf(life, 'optimization.stopped'),
  ended: dataOf(life, 'optimization.ended'),
});

const count = (told: Told, to: string, type: string): number =>
  told.filter(([who, command]) => who === to && command['type'] === type).length;

/** Whatever came of it, nothing waits for it any more. */
function expectNothingLeft(life: Life): void {
  const { told } = life;
  const funded = dataOf(life, 'optimization.funded').length;
  const improved = dataOf(life, 'optimization.ended')[0]!['outcome'] === 'improved';
  expect(count(told, `budget/${plan.budget}`, 'settle')).toBe(funded);
  expect(count(told, 'artifact/email-v1', 'rejectEvolution')).toBe(
    dataOf(life, 'optimization.joined').length === 1 && !improved ? 1 : 0,
  );
  expect(life.at.context['open']).toEqual([]);
  for (const { task, outcome } of dataOf(life, 'experiment.ended')) {
    const to = `task/${String(task)}`;
    const dropped = count(told, to, 'drop');
    const selected = count(told, to, 'select');
    const once = outcome === 'better' || outcome === 'below';
    expect([to, outcome, dropped + selected >= (once || outcome === 'dropped' ? 1 : 0)]).toEqual([
      to,
      outcome,
      true,
    ]);
    expect([to, outcome, dropped + selected <= (once ? 1 : outcome === 'dropped' ? 2 : 0)]).toEqual([
      to,
      outcome,
      true,
    ]);
    expect([to, selected <= (outcome === 'better' ? 1 : 0)]).toEqual([to, true]);
  }
  const numbers = (type: string): number[] =>
    dataOf(life, type)
      .map(({ n }) => Number(n))
      .toSorted((x, y) => x - y);
  expect(numbers('experiment.ended')).toEqual(numbers('experiment.planned'));
  const proved = dataOf(life, 'parent.proved').length * 100;
  const spent = dataOf(life, 'experiment.ended').reduce(
    (sum, one) => sum + Number(one['cost_micro']),
    proved,
  );
  const settled = told
    .filter(([, { type }]) => type === 'settle')
    .map(([, command]) => command['cost_micro']);
  expect(settled).toEqual(Array.from({ length: funded }, () => spent));
}

describe('a session', () => {
  it('comes to the same however often it is paused and resumed, and whatever order its experiments end in', () => {
    fc.assert(
      fc.property(
        settings,
        fc.nat(),
        choices,
        fc.array(fc.nat(60), { maxLength: 12 }),
        (experiments, world, order, rests) => {
          const undisturbed = lived({ experiments, world, order: [0], rests: new Set(), cancelAt: null });
          const disturbed = lived({ experiments, world, order, rests: new Set(rests), cancelAt: null });
          expect(lasting(disturbed)).toEqual(lasting(undisturbed));
          expectNothingLeft(disturbed);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('leaves nothing open and nothing unpaid wherever it is cancelled, paused or not', () => {
    fc.assert(
      fc.property(
        settings,
        fc.nat(),
        choices,
        fc.array(fc.nat(20), { maxLength: 6 }),
        fc.nat(20),
        (experiments, world, order, rests, cancelAt) => {
          const life = lived({ experiments, world, order, rests: new Set(rests), cancelAt });
          expectNothingLeft(life);
          const cancelled = dataOf(life, 'optimization.stopped').some(({ stop }) => stop === 'cancelled');
          const [{ outcome, artifact }] = dataOf(life, 'optimization.ended') as [Record<string, unknown>];
          expect([outcome === 'cancelled', artifact === null || !cancelled]).toEqual([cancelled, true]);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('never plans what it could not pay for, and no setting twice from the same', () => {
    fc.assert(
      fc.property(
        settings,
        fc.nat(),
        choices,
        fc.integer({ min: 200_000, max: 700_000 }),
        (experiments, world, order, budget_micro) => {
          const life = lived({ experiments, world, order, rests: new Set(), cancelAt: null });
          const tried = dataOf(life, 'experiment.planned').map(
            ({ generator, temperature, from }) =>
              `${String(generator)} ${String(temperature)} ${temperature === null ? String(from) : ''}`,
          );
          expect(new Set(tried).size).toBe(tried.length);
          let at = noted(null, queued({ experiments: [...experiments], budget_micro }));
          for (const next of PREPARATION) at = noted(at, next(at));
          while (open(at).length > 0) {
            const spent = Number(at.context['costMicro']);
            expect(spent + open(at).length * plan.experiment_micro).toBeLessThanOrEqual(budget_micro);
            const round = open(at).map(({ n }) => n);
            for (const n of round)
              at = noted(at, end(at, n, 0.76 + n / 1000, 'better', { cost: plan.experiment_micro }));
          }
          expect(Number(at.context['costMicro'])).toBeLessThanOrEqual(budget_micro);
        },
      ),
      { numRuns: 20 },
    );
  });
});
