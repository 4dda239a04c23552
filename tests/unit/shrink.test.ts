import { describe, expect, it } from 'vitest';
import { shrink } from '../../actors/proving/shrink.ts';
import type { Json } from '../../events/json.ts';

const failing = (fails: (input: Json) => boolean) => async (inputs: readonly Json[]) => inputs.map(fails);

describe('shrinking', () => {
  it('ends at the smallest list that still fails', async () => {
    const stillFails = failing((input) => Array.isArray(input) && input.includes(7));
    expect((await shrink([1, 2, 7, 400, 5, 6], { schema: true, stillFails })).input).toEqual([7]);
  });

  it('simplifies letters, numbers and fields', async () => {
    const capital = failing((input) => typeof input === 'string' && /[A-Z]/.test(input));
    expect((await shrink('hello World again', { schema: true, stillFails: capital })).input).toBe('W');
    const large = failing(
      (input) => typeof input === 'object' && input !== null && 'n' in input && Number(input.n) > 10,
    );
    expect((await shrink({ n: 81.5, note: 'x' }, { schema: true, stillFails: large })).input).toEqual({
      n: 20,
    });
  });

  it('stays within the schema', async () => {
    const schema = { type: 'array', minItems: 3, items: { type: 'integer', minimum: 2 } };
    expect((await shrink([9, 9, 9, 9], { schema, stillFails: failing(() => true) })).input).toEqual([
      2, 2, 2,
    ]);
  });

  it('is bounded and deterministic, and keeps what cannot be simpler', async () => {
    const asked: number[] = [];
    const stillFails = async (inputs: readonly Json[]) => {
      asked.push(inputs.length);
      return inputs.map((input) => JSON.stringify(input).length > 100);
    };
    const long = Array.from({ length: 300 }, (_, index) => index);
    const once = await shrink(long, { schema: true, stillFails, budget: 50 });
    expect(once.evaluations).toBeLessThanOrEqual(50);
    expect(asked.reduce((sum, count) => sum + count, 0)).toBe(once.evaluations);
    expect(await shrink(long, { schema: true, stillFails, budget: 50 })).toEqual(once);
    expect(await shrink(0, { schema: true, stillFails: failing(() => true) })).toEqual({
      input: 0,
      evaluations: 0,
    });
  });
});
