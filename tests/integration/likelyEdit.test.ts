import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guidedBreeder, LIKELY_EDIT } from '../../actors/evolving/code/guidedBreeder.ts';
import type { Missed } from '../../actors/evolving/breeder.ts';
import type { Sandbox } from '../../actors/ports.ts';
import { CapabilitySpec } from '../../events/capability.ts';
import { openSandbox } from '../../infra/sandbox/pool.ts';

const FAULTY = `function grade(points) {
  if (points < 50) {
    const missing = 50 - points;
    return 'F' + missing;
  }
  const above = points + 50;
  return 'P' + above;
}`;

const spec = CapabilitySpec.parse({
  capability: 'grade',
  description: 'Says how far points are from 50.',
  entry: 'grade',
  input: { type: 'integer' },
  output: { type: 'string' },
  examples: [10, 20, 49, 60, 90].map((input) => ({
    input,
    output: input < 50 ? `F${50 - input}` : `P${input - 50}`,
  })),
  seeds: [{ name: 'faulty', source: FAULTY, provenance: 'a test' }],
});

const missed: readonly Missed[] = [60, 90].map((input) => ({
  input: String(input),
  expected: `"P${input - 50}"`,
  actual: `"P${input + 50}"`,
}));

describe('likely edits', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await openSandbox({ size: 1 });
  });
  afterAll(() => sandbox.close());

  async function children(of: readonly Missed[], count = 60): Promise<readonly string[]> {
    const breeder = guidedBreeder(sandbox);
    const bred = await Promise.all(
      Array.from({ length: count }, (_, seed) =>
        breeder.breed({ operator: LIKELY_EDIT, parents: [FAULTY], seed, spec, missed: of }),
      ),
    );
    return bred.map((one) => (one.status === 'bred' ? one.source : ''));
  }

  it('look where the parent is wrong', async () => {
    const untouched = (source: string): boolean => source.includes(`return 'F' + missing;`);
    const guided = (await children(missed)).filter(untouched).length;
    const blind = (await children([{ input: '10', expected: '"F1"', actual: '"F40"' }])).filter(
      untouched,
    ).length;
    expect(guided).toBeGreaterThan(blind);
    expect(guided).toBeGreaterThanOrEqual(54);
  });

  it('find the fault of one sign among some hundred draws', async () => {
    expect((await children(missed, 300)).some((source) => source.includes('points - 50;'))).toBe(true);
  });

  it('are the same for the same request', async () => {
    expect(await children(missed)).toEqual(await children(missed));
  });

  it('keep what is right and look for what costs less where nothing was missed', async () => {
    const breeder = guidedBreeder(sandbox);
    const slow = `function grade(points) { const seen = []; for (const one of [1, 2, 3]) { if (!seen.includes(one)) seen.push(one); } return points < 50 ? 'F' + (50 - points) : 'P' + (points - 50); }`;
    const bred = await breeder.breed({
      operator: LIKELY_EDIT,
      parents: [slow],
      seed: 1,
      spec,
      missed: [],
    });
    expect(bred.status === 'bred' && bred.source !== slow).toBe(true);
  });
});
