import { describe, expect, it } from 'vitest';
import { CapabilitySpec } from '../../events/capability.ts';
import { splitNote } from '../../infra/cli/tools/splitNote.ts';
import { toolSplit } from '../../machines/rules/toolSplit.ts';

const contract = (outcomes: Readonly<Record<string, string>>, ...spec: readonly string[]) => ({
  outcomes: new Map(Object.entries(outcomes)),
  spec: new Set(spec),
});
const tests = (n: number, from = 0) =>
  Object.fromEntries(Array.from({ length: n }, (_, at) => [`${at}`, at < from ? 'other' : 'same']));

describe('a tool that has become another', () => {
  it('diverges in its tests and in its spec, and enough tests say so', () => {
    const before = contract(tests(10), 'a', 'b', 'c', 'd', 'e', 'f', 'g');
    const after = contract(tests(10, 4), 'a', 'b', 'c', 'd', 'e', 'x', 'y');
    const found = toolSplit(before, after);
    expect(found.tests).toBeCloseTo(0.4, 12);
    expect(found.spec).toBeCloseTo(1 - 5 / 9, 12);
    expect(found.confidence).toBeCloseTo(10 / 14, 12);
    expect(found.split).toBe(true);
  });

  it('is the same tool where only one of them diverges, or few tests were compared', () => {
    const before = contract(tests(10), 'a', 'b');
    expect(toolSplit(before, contract(tests(10, 3), 'x', 'y')).split).toBe(false);
    expect(toolSplit(before, contract(tests(10, 9), 'a', 'b')).split).toBe(false);
    const few = contract(tests(5), 'a');
    expect(toolSplit(few, contract(tests(5, 5), 'x'))).toMatchObject({ tests: 1, spec: 1, split: false });
    expect(toolSplit(contract({}), contract({})).split).toBe(false);
  });
});

describe('what is said of it', () => {
  const spec = (description: string, factor: number, type: string): CapabilitySpec =>
    CapabilitySpec.parse({
      capability: 'rate',
      description,
      entry: 'rate',
      input: { type },
      output: { type },
      examples: [1, 2, 3, 4, 5, 6].map((input) => ({ input, output: factor * input })),
      seeds: [],
    });

  it('names it, and where to point', () => {
    const before = spec('Doubles a number', 2, 'integer');
    expect(splitNote(before, spec('Converts an amount of money', 3, 'number'), '2.1.0')).toMatch(
      /another tool: its tests differ by 1 .*\(confidence 0\.6\)\. Load it as rate-2, .* of rate point there/,
    );
    expect(splitNote(before, spec('Doubles a number', 3, 'integer'), '2.1.0')).toBe('');
  });
});
