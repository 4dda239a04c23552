import { describe, expect, it } from 'vitest';
import { given } from '../given.ts';
import type { Outcome } from '../given.ts';

const task = (id: string) => ({ from: { kind: 'task', id } as const });
const open = (evaluations: number, micro = 1000): Outcome<'budget'> =>
  given('budget').when({ type: 'open', cap_evaluations: evaluations, cap_micro: micro });

describe('a budget', () => {
  it('grants what is left and tells the task', () => {
    const granted = open(100)
      .when({ type: 'reserve', evaluations: 100 }, task('t1'))
      .thenFacts('budget.reserved');
    expect(granted.told).toEqual([['task/t1', { type: 'fundsGranted', evaluations: 100 }]]);
  });

  it('denies one evaluation more than is left, with the numbers', () => {
    const denied = open(100)
      .when({ type: 'reserve', evaluations: 60 }, task('t1'))
      .when({ type: 'reserve', evaluations: 41 }, task('t2'))
      .thenFacts([
        'budget.refused',
        { left: 40, reason: '41 evaluations are asked for, 40 of 100 are left' },
      ]);
    expect(denied.told).toMatchObject([['task/t2', { type: 'fundsDenied' }]]);
  });

  it('books what was used and releases the rest', () => {
    const settled = open(100)
      .when({ type: 'reserve', evaluations: 60 }, task('t1'))
      .when({ type: 'settle', evaluations: 25, cost_micro: 7 }, task('t1'))
      .thenFacts(['budget.spent', { evaluations: 25 }], ['budget.released', { evaluations: 35 }]);
    expect(settled.context).toMatchObject({ spentEvaluations: 25, spentMicro: 7, reserved: {} });
    settled.when({ type: 'reserve', evaluations: 75 }, task('t2')).thenFacts('budget.reserved');
    settled.when({ type: 'reserve', evaluations: 76 }, task('t2')).thenFacts('budget.refused');
  });

  it('books more than was reserved where more was used, and nothing is left to release', () => {
    const settled = open(100)
      .when({ type: 'reserve', evaluations: 60 }, task('t1'))
      .when({ type: 'settle', evaluations: 70, cost_micro: 7 }, task('t1'))
      .thenFacts(['budget.spent', { evaluations: 70 }]);
    expect(settled.context).toMatchObject({ spentEvaluations: 70, reserved: {} });
  });

  it('denies when its money is spent', () => {
    open(100, 5)
      .when({ type: 'reserve', evaluations: 10 }, task('t1'))
      .when({ type: 'settle', evaluations: 1, cost_micro: 5 }, task('t1'))
      .when({ type: 'reserve', evaluations: 1 }, task('t2'))
      .thenFacts(['budget.refused', { reason: 'the cap of 5 micro-dollars is spent' }]);
  });

  it('takes back what was granted to a task that is over', () => {
    const back = open(100)
      .when({ type: 'reserve', evaluations: 60 }, task('t1'))
      .when({
        type: 'tellRefused',
        to: 'task/t1',
        command: 'fundsGranted',
        code: 'conflict',
        message: 'it is unanswered',
      })
      .thenFacts(['budget.released', { task: 't1', evaluations: 60 }]);
    expect(back.context['reserved']).toEqual({});
    back
      .when({
        type: 'tellRefused',
        to: 'task/t1',
        command: 'fundsGranted',
        code: 'conflict',
        message: 'it is unanswered',
      })
      .thenRefused('invalid');
  });

  it('holds at most eighty reservations', () => {
    let budget = open(1_000_000);
    for (let index = 0; index < 80; index += 1)
      budget = budget
        .when({ type: 'reserve', evaluations: 1 }, task(`t${index}`))
        .thenFacts('budget.reserved');
    budget
      .when({ type: 'reserve', evaluations: 1 }, task('t80'))
      .thenFacts(['budget.refused', { reason: '80 tasks hold reservations already' }]);
  });

  it('is settled by those who hold a reservation only, and used by tasks only', () => {
    open(100)
      .when({ type: 'settle', evaluations: 1, cost_micro: 1 }, task('t1'))
      .thenRefused('invalid', 'holds a reservation');
    open(100).when({ type: 'reserve', evaluations: 1 }).thenRefused('invalid', 'by a task or a session');
    given('budget')
      .when({ type: 'reserve', evaluations: 1 }, task('t1'))
      .thenRefused('illegal', 'legal in: open');
  });

  it('is reserved once by each until it is settled', () => {
    open(100)
      .when({ type: 'reserve', evaluations: 60 }, task('t1'))
      .when({ type: 'reserve', evaluations: 10 }, task('t1'))
      .thenRefused('conflict', 't1 holds a reservation already');
  });

  it('gets other caps while it is open, and says when they are the same', () => {
    open(100).when({ type: 'open', cap_evaluations: 50, cap_micro: 1000 }).thenFacts('budget.opened');
    open(100)
      .when({ type: 'open', cap_evaluations: 100, cap_micro: 1000 })
      .thenRefused('conflict', 'already');
  });
});

describe('a budget of money', () => {
  /** Any kind of actor but a task. */
  const other = (id: string) => ({ from: { kind: 'artifact', id } as const });
  const reserve = (cost_micro: number) => ({ type: 'reserve', evaluations: 1, cost_micro }) as const;
  const settle = (cost_micro: number) => ({ type: 'settle', evaluations: 1, cost_micro }) as const;

  it('sets money aside and answers the kind of actor that asked', () => {
    const granted = open(100, 500)
      .when(reserve(500), other('s1'))
      .thenFacts(['budget.reserved', { task: 's1', kind: 'artifact', evaluations: 1, cost_micro: 500 }]);
    expect(granted.told).toEqual([
      ['artifact/s1', { type: 'fundsGranted', evaluations: 1, cost_micro: 500 }],
    ]);
  });

  it('denies a micro-dollar more than is neither spent nor reserved, with the numbers', () => {
    const denied = open(100, 500)
      .when(reserve(300), other('s1'))
      .when(settle(120), other('s1'))
      .when(reserve(200), other('s2'))
      .when(reserve(181), other('s3'))
      .thenFacts([
        'budget.refused',
        { left: 98, left_micro: 180, reason: '181 micro-dollars are asked for, 180 of 500 are left' },
      ]);
    expect(denied.told).toEqual([
      [
        'artifact/s3',
        {
          type: 'fundsDenied',
          reason: '181 micro-dollars are asked for, 180 of 500 are left',
          left: 98,
          left_micro: 180,
        },
      ],
    ]);
    denied.when(reserve(180), other('s3')).thenFacts('budget.reserved');
  });

  it('grants what costs nothing while there is no money left', () => {
    open(100, 500).when(reserve(500), other('s1')).when(reserve(0), other('s2')).thenFacts('budget.reserved');
  });

  it('denies who names no sum while all money is spent or reserved', () => {
    open(100, 500)
      .when(reserve(500), other('s1'))
      .when({ type: 'reserve', evaluations: 1 }, task('t1'))
      .thenFacts(['budget.refused', { reason: 'the cap of 500 micro-dollars is spent or reserved' }]);
  });

  it('books what failed too and releases the rest', () => {
    const settled = open(100, 500)
      .when(reserve(300), other('s1'))
      .when(settle(299), other('s1'))
      .thenFacts(
        ['budget.spent', { cost_micro: 299 }],
        ['budget.released', { task: 's1', kind: 'artifact', evaluations: 0, cost_micro: 1 }],
      );
    expect(settled.context).toMatchObject({ spentMicro: 299, reserved: {}, reservedMicro: {} });
  });

  it('shows what was spent beyond the reservation', () => {
    const settled = open(100, 500)
      .when(reserve(300), other('s1'))
      .when(settle(320), other('s1'))
      .thenFacts(['budget.spent', { cost_micro: 320, beyond_micro: 20 }]);
    expect(settled.context).toMatchObject({ spentMicro: 320, reserved: {}, reservedMicro: {} });
    settled.when(reserve(181), other('s2')).thenFacts(['budget.refused', { left_micro: 180 }]);
  });

  it('keeps a task and another actor of the same name apart', () => {
    const both = open(100, 500).when(reserve(100), other('x')).when(reserve(200), task('x'));
    expect(both.context).toMatchObject({
      reserved: { 'artifact/x': 1, x: 1 },
      reservedMicro: { 'artifact/x': 100, x: 200 },
    });
    both
      .when({
        type: 'tellRefused',
        to: 'artifact/x',
        command: 'fundsGranted',
        code: 'conflict',
        message: 'over',
      })
      .thenFacts(['budget.released', { task: 'x', kind: 'artifact', cost_micro: 100 }]);
  });

  it('keeps its state below 8 KiB whatever names those have who hold reservations', () => {
    let budget = open(1_000_000, 1e12);
    let granted = 0;
    for (let index = 0; index < 90; index += 1) {
      budget = budget.when(reserve(1e9), other(`${index}`.padStart(64, 'x')));
      granted = Object.keys(budget.context['reserved'] as object).length;
    }
    expect(granted).toBeGreaterThan(25);
    expect(JSON.stringify(budget.context).length).toBeLessThan(8192);
  });
});

describe('the log itself', () => {
  const root = 'a'.repeat(64);
  it('is sealed without gap or overlap', () => {
    const sealed = given('log')
      .when({ type: 'seal', from: 1, to: 10, commits: 10, root })
      .thenFacts('log.sealed');
    sealed.when({ type: 'seal', from: 10, to: 12, commits: 3, root }).thenRefused('conflict', 'starts at 11');
    sealed.when({ type: 'seal', from: 12, to: 13, commits: 2, root }).thenRefused('conflict', 'starts at 11');
    sealed
      .when({ type: 'seal', from: 11, to: 10, commits: 0, root })
      .thenRefused('invalid', 'nothing to seal');
    sealed.when({ type: 'seal', from: 11, to: 13, commits: 3, root }).thenFacts('log.sealed');
  });

  it('notes erasures and losses', () => {
    given('log').when({ type: 'recordErasure', hash: root, reason: 'asked for' }).thenFacts('blob.erased');
    given('log')
      .when({ type: 'recordLoss', writer: 'w', capability: 'c', at_most: 500 })
      .thenFacts('runs.lost');
  });
});
