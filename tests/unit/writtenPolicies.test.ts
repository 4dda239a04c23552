import { describe, expect, it } from 'vitest';
import { judgePolicy } from '../../machines/rules/offPolicy/judgePolicy.ts';
import type { PolicyJudgement } from '../../machines/rules/offPolicy/judgePolicy.ts';
import type { WrittenPolicy } from '../../machines/rules/offPolicy/policyChances.ts';
import type { OpenAction, ReadChoice } from '../../machines/rules/offPolicy/readChoice.ts';

const open = (action: string, propensity: number, alpha = 1, beta = 1): OpenAction => ({
  action,
  propensity,
  known: { alpha, beta },
});
const choice = (
  action: string,
  reward: number,
  among: readonly OpenAction[] | null,
  columns: Readonly<Record<string, string>> = {},
): ReadChoice => ({
  columns,
  action,
  propensity: among?.find((one) => one.action === action)?.propensity ?? 0.5,
  reward,
  open: among,
});
const policy = (rest: Partial<WrittenPolicy>): WrittenPolicy => ({ when: [], otherwise: 'refuse', ...rest });
const estimated = (judged: PolicyJudgement) => {
  if (judged.kind !== 'estimated') throw new Error(`refused: ${JSON.stringify(judged)}`);
  return judged;
};

const both = [open('a', 0.5, 3, 1), open('b', 0.5, 1, 3)];
/** a comes to 1, b to 0, each chosen half of the time. */
const fair = Array.from({ length: 8 }, (_, at) =>
  choice(at % 2 === 0 ? 'a' : 'b', at % 2 === 0 ? 1 : 0, both),
);

describe('a written policy', () => {
  it('judges fixed chances beside what the logged choices came to', () => {
    const judged = estimated(judgePolicy(fair, policy({ chances: { a: 1 } }), []));
    expect([judged.ips.value, judged.logged.value, judged.contexts]).toEqual([1, 0.5, 1]);
  });

  it('takes the first rule whose columns fit, else its own chances', () => {
    const log = ['x', 'x', 'y', 'y'].map((kind, at) =>
      choice(at % 2 === 0 ? 'a' : 'b', (at % 2 === 0) === (kind === 'x') ? 1 : 0, both, { kind }),
    );
    const right = policy({ when: [{ where: { kind: 'x' }, chances: { a: 1 } }], chances: { b: 1 } });
    const wrong = policy({ when: [{ where: { kind: 'x' }, chances: { b: 1 } }], chances: { a: 1 } });
    expect(estimated(judgePolicy(log, right, ['kind'])).ips.value).toBe(1);
    expect(estimated(judgePolicy(log, wrong, ['kind'])).ips.value).toBe(0);
    expect(estimated(judgePolicy(log, right, ['kind'])).contexts).toBe(2);
  });

  it('shares chances among what was open', () => {
    const log = [...fair, choice('a', 1, [open('a', 1)]), choice('a', 1, [open('a', 1)])];
    // b cannot be had in the last two, so there a is all there is: (4 × .4 + 2 × 1) / 10.
    const judged = estimated(judgePolicy(log, policy({ chances: { a: 0.2, b: 0.8 } }), []));
    expect(judged.ips.value).toBeCloseTo(0.36, 12);
    expect(judged.overlap).toBeCloseTo(1, 12);
  });

  it('is refused where it says nothing, unless it then does as was logged', () => {
    const log = [...fair, choice('c', 1, [open('c', 1)])];
    const only = policy({ chances: { a: 1 } });
    expect(judgePolicy(log, only, [])).toEqual({
      kind: 'refused',
      why: 'silent',
      choices: 1,
      first: 8,
      reason: 'none-open',
    });
    const as = estimated(judgePolicy(log, { ...only, otherwise: 'as_logged' }, []));
    expect(as.ips.value).toBeCloseTo(1, 12);
    const ruled = policy({ when: [{ where: { kind: 'z' }, chances: { a: 1 } }] });
    expect(judgePolicy(fair, ruled, [])).toMatchObject({ why: 'silent', choices: 8, reason: 'no-rule' });
  });

  it('is refused with the overlap where it asks for what never could be chosen', () => {
    const judged = judgePolicy(fair, policy({ chances: { a: 0.7, elsewhere: 0.3 } }), []);
    expect(judged).toMatchObject({ why: 'no-overlap', missing: ['elsewhere'] });
    expect((judged as { overlap: number }).overlap).toBeCloseTo(0.7, 12);
  });

  it('goes by what was known: greedy takes the best mean, Thompson sampling the product’s own chances', () => {
    expect(estimated(judgePolicy(fair, policy({ chances: 'greedy' }), [])).ips.value).toBe(1);
    const level = [open('a', 0.5), open('b', 0.5)];
    const log = Array.from({ length: 6 }, (_, at) =>
      choice(at % 2 === 0 ? 'a' : 'b', at % 3 === 0 ? 1 : 0, level),
    );
    const thompson = estimated(judgePolicy(log, policy({ chances: 'thompson' }), []));
    expect(thompson.ips.value).toBeCloseTo(thompson.logged.value, 9);
  });

  it('where nobody wrote down what was known, it follows from the choices before', () => {
    const log = ['a', 'b', 'a', 'b', 'a', 'b'].map((action) => choice(action, action === 'a' ? 1 : 0, null));
    const judged = estimated(judgePolicy(log, policy({ chances: 'greedy' }), []));
    // The first choice knows nothing: half and half. From then on it is a, of which each had a chance of one half.
    expect(judged.ips.value).toBeCloseTo((1 * 1 + 0 + 2 + 0 + 2 + 0) / 6, 12);
  });
});
