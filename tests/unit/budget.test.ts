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
      .when({ type: 'tellRefused', to: 'task/t1', command: 'fundsGranted', message: 'it is unanswered' })
      .thenFacts(['budget.released', { task: 't1', evaluations: 60 }]);
    expect(back.context['reserved']).toEqual({});
    back
      .when({ type: 'tellRefused', to: 'task/t1', command: 'fundsGranted', message: 'it is unanswered' })
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
    open(100).when({ type: 'reserve', evaluations: 1 }).thenRefused('invalid', 'by a task');
    given('budget')
      .when({ type: 'reserve', evaluations: 1 }, task('t1'))
      .thenRefused('illegal', 'legal in: open');
  });

  it('gets other caps while it is open, and says when they are the same', () => {
    open(100).when({ type: 'open', cap_evaluations: 50, cap_micro: 1000 }).thenFacts('budget.opened');
    open(100)
      .when({ type: 'open', cap_evaluations: 100, cap_micro: 1000 })
      .thenRefused('conflict', 'already');
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
