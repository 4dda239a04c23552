import { describe, expect, it } from 'vitest';
import { CapabilitySpec } from '../../events/capability.ts';
import { contractOf } from '../../infra/cli/tools/toolContract.ts';
import { given } from '../given.ts';
import { declaration } from '../samples.ts';
import type { ToolContract } from '../../machines/rules/toolSplit.ts';
import { compareContracts, splitName, toolSplit } from '../../machines/rules/toolSplit.ts';

const contract = (outcomes: Readonly<Record<string, string>>, ...spec: readonly string[]) => ({
  outcomes: new Map(Object.entries(outcomes)),
  spec: new Set(spec),
});
const tests = (n: number, from = 0) =>
  Object.fromEntries(Array.from({ length: n }, (_, at) => [`${at}`, at < from ? 'other' : 'same']));

const between = (before: ToolContract, after: ToolContract) => toolSplit(compareContracts(before, after));

describe('a tool that has become another', () => {
  it('diverges in its tests and in its spec, and enough tests say so', () => {
    const before = contract(tests(10), 'a', 'b', 'c', 'd', 'e', 'f', 'g');
    const after = contract(tests(10, 4), 'a', 'b', 'c', 'd', 'e', 'x', 'y');
    const found = between(before, after);
    expect(found.tests).toBeCloseTo(0.4, 12);
    expect(found.spec).toBeCloseTo(1 - 5 / 9, 12);
    expect(found.confidence).toBeCloseTo(10 / 14, 12);
    expect(found.split).toBe(true);
  });

  it('is the same tool where only one of them diverges, or few tests were compared', () => {
    const before = contract(tests(10), 'a', 'b');
    expect(between(before, contract(tests(10, 3), 'x', 'y')).split).toBe(false);
    expect(between(before, contract(tests(10, 9), 'a', 'b')).split).toBe(false);
    const few = contract(tests(5), 'a');
    expect(between(few, contract(tests(5, 5), 'x'))).toMatchObject({ tests: 1, spec: 1, split: false });
    expect(between(contract({}), contract({})).split).toBe(false);
  });
});

describe('what a capability promises', () => {
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

  it('is its examples, and the words of its description beside the paths of its schemas', () => {
    const before = contractOf(spec('Doubles a number', 2, 'integer'));
    const other = contractOf(spec('Converts an amount of money', 3, 'number'));
    expect(compareContracts(before, other)).toEqual({ inputs: 6, same: 0, words: 12, shared: 0 });
    expect(between(before, other)).toMatchObject({ tests: 1, confidence: 0.6, split: true });
    expect(between(before, contractOf(spec('Doubles a number', 3, 'integer'))).split).toBe(false);
  });
});

const ready = () =>
  given('capability')
    .when({ type: 'declare', ...declaration() })
    .when({ type: 'recordSuiteProof', suite: declaration().suite, controls: [], strength: null })
    .in('ready');
const READ = { version: '2.1.0', manifest: 'c'.repeat(64), against: 'a'.repeat(64), read: 41 };
const counts = (inputs: number, same: number, words: number, shared: number) => ({
  inputs,
  same,
  words,
  shared,
});

describe('a capability that is asked whether a manifest is another tool', () => {
  const weigh = (compared: ReturnType<typeof counts>, rest: object = {}) =>
    ready().when({ type: 'weighSplit', ...READ, compared, ...rest });

  it.each([
    ['tests', counts(10, 6, 10, 7)],
    ['spec', counts(10, 0, 10, 7)],
    ['confidence', counts(6, 0, 10, 0)],
  ])('says so at the very threshold of %s, with what diverges, a name and a pointer', (_, compared) => {
    const { tests: differing, spec, confidence } = toolSplit(compared);
    weigh(compared)
      .thenFacts([
        'tool.split',
        {
          ...READ,
          compared,
          tests: differing,
          spec,
          confidence,
          proposed: 'self-2',
          pointer: expect.stringContaining('see self-2'),
        },
      ])
      .in('ready');
    expect([differing, spec, confidence]).toEqual([
      (compared.inputs - compared.same) / compared.inputs,
      (compared.words - compared.shared) / compared.words,
      compared.inputs / (compared.inputs + 4),
    ]);
  });

  it.each([
    ['tests', counts(1000, 601, 10, 0), 'tests differ by 0.399 (from 0.4 on)'],
    ['spec', counts(10, 0, 1000, 701), 'description and schemas by 0.299 (from 0.3 on)'],
    ['confidence', counts(5, 0, 10, 0), 'with confidence 0.556 (from 0.6 on)'],
  ])('says no below the threshold of %s, whatever the others are', (_, compared, reason) => {
    weigh(compared).thenRefused('invalid', reason);
  });

  it('says nothing of a comparison with a contract that is another by now, or that cannot be', () => {
    const far = counts(10, 0, 10, 0);
    weigh(far, { against: 'b'.repeat(64) }).thenRefused('conflict', 'compare it again');
    weigh(counts(10, 11, 10, 0)).thenRefused('invalid', 'more is the same than was compared');
    weigh(counts(10, 0, 10, 11)).thenRefused('invalid', 'more is the same than was compared');
  });
});

it('a name that is proposed is one that can be taken', () => {
  expect(splitName('rate', '12.1.0')).toBe('rate-12');
  expect(splitName('r'.repeat(64), '12.1.0')).toBe(`${'r'.repeat(61)}-12`);
});
