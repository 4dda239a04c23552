import { describe, expect, it } from 'vitest';
import type { Bred, BreedRequest } from '../../../actors/evolving/breeder.ts';
import { codeBreeder } from '../../../actors/evolving/code/codeBreeder.ts';
import { CODE_OPERATORS } from '../../../actors/evolving/code/operators.ts';
import { REPAIR_OPERATORS } from '../../../actors/generators/editor/operators/index.ts';
import { SPEED_REWRITES } from '../../../actors/generators/editor/rewrites/index.ts';
import { readTree } from '../../../actors/generators/editor/tree.ts';
import { CapabilitySpec } from '../../../events/capability.ts';

const SOURCES = [
  `// Adds up what is large enough.
function main(input) {
  let total = 0;
  for (let i = 0; i < input.length; i++) {
    if (input[i] > 3 && input[i] !== 10) total += input[i] * 2;
  }
  const names = input.map((x) => String(x).trim());
  return total > 0 ? total : Math.max(0, names.length - 1);
}`,
  `function main(input) {
  const seen = [];
  const out = [];
  for (const one of input) {
    if (!seen.includes(one)) { seen.push(one); out.push(one + 1); }
  }
  if (out.length === 0) return [];
  return out.sort((a, b) => a - b);
}`,
];

function specOf(seed: string, language: CapabilitySpec['language'] = 'javascript'): CapabilitySpec {
  return CapabilitySpec.parse({
    capability: 'job',
    description: 'Adds up what is larger than 3.',
    language,
    input: { type: 'array', items: { type: 'integer' } },
    output: {},
    examples: [{ input: [1, 5], output: 10 }],
    seeds: [{ name: 'seed', source: seed, provenance: 'a test' }],
  });
}

function breed(
  operator: string,
  parents: readonly string[],
  seed: number,
  different: Partial<BreedRequest> = {},
): Promise<Bred> {
  return codeBreeder.breed({ operator, parents, seed, spec: specOf(SOURCES[0]!), missed: [], ...different });
}

const sourceOf = (bred: Bred): string => (bred.status === 'bred' ? bred.source : '');

describe('breeding code', () => {
  it('gives the same child for the same request and others for other seeds', async () => {
    for (const operator of codeBreeder.mutations) {
      const children = await Promise.all(
        [1, 1, 2, 3, 4, 5].map((seed) => breed(operator, [SOURCES[0]!], seed)),
      );
      expect(children[0]).toEqual(children[1]);
    }
    const constants = await Promise.all(
      Array.from({ length: 20 }, (_, seed) => breed('edit_constant', [SOURCES[0]!], seed)),
    );
    expect(new Set(constants.map(sourceOf)).size).toBeGreaterThan(5);
  });

  it('makes children that parse, are not their parent, and keep its comments', async () => {
    const applied = new Map<string, number>();
    for (const operator of codeBreeder.mutations) {
      for (const source of SOURCES) {
        for (let seed = 0; seed < 10; seed += 1) {
          const child = await breed(operator, [source], seed);
          if (child.status === 'nothing') continue;
          applied.set(operator, (applied.get(operator) ?? 0) + 1);
          expect(readTree(child.source)).not.toBeNull();
          expect(codeBreeder.distance(source, child.source)).toBeGreaterThan(0);
          expect(child.source.includes('// Adds up')).toBe(source.includes('// Adds up'));
          expect(child.operators[0]).toBe(operator);
          expect(child.costMicro).toBe(0);
        }
      }
    }
    // Each is applicable somewhere.
    expect([...applied.keys()].toSorted()).toEqual([...codeBreeder.mutations].toSorted());
  });

  it('has each of the editor’s edits in exactly one operator', () => {
    const mine = Object.values(CODE_OPERATORS).flat();
    expect(new Set(mine)).toEqual(new Set([...REPAIR_OPERATORS, ...SPEED_REWRITES]));
    expect(new Set(mine).size).toBe(mine.length);
  });

  it('reads TypeScript and keeps its types', async () => {
    const source = 'function main(input: number[]): number { return input.length > 2 ? 1 : 0; }';
    const child = await breed('edit_comparison', [source], 3, { spec: specOf(source, 'typescript') });
    expect(sourceOf(child)).toContain('number[]): number');
    expect(sourceOf(child)).not.toBe(source);
  });

  it('says of Python that the editor does not read it', async () => {
    const source = 'def main(input):\n    return 1';
    const child = await breed('edit_constant', [source], 3, { spec: specOf(source, 'python') });
    expect(child).toMatchObject({ status: 'nothing', reason: expect.stringContaining('python') });
  });

  it('unites what two descendants of one ancestor changed', async () => {
    const ancestor = SOURCES[0]!;
    const a = ancestor.replace('> 3', '>= 3');
    const b = ancestor.replace('* 2', '* 4');
    const both = ancestor.replace('> 3', '>= 3').replace('* 2', '* 4');
    const children = await Promise.all(Array.from({ length: 10 }, (_, seed) => breed('unite', [a, b], seed)));
    expect(new Set(children.map(sourceOf))).toEqual(new Set([both]));
  });

  it('crosses within the parents: every word of a child is one of theirs', async () => {
    const a = SOURCES[0]!.replace('> 3', '>= 3').replace('* 2', '* 4');
    const b = SOURCES[0]!.replace('!== 10', '!== 11').replace('total = 0', 'total = 1');
    const words = (text: string): string[] => text.match(/\w+|[^\w\s]/g) ?? [];
    const theirs = new Set([...words(a), ...words(b)]);
    const made = new Set<string>();
    for (const operator of codeBreeder.crossovers) {
      for (let seed = 0; seed < 20; seed += 1) {
        const child = await breed(operator, [a, b], seed);
        expect(child.status).toBe('bred');
        made.add(sourceOf(child));
        expect(words(sourceOf(child)).filter((word) => !theirs.has(word))).toEqual([]);
        expect([a, b]).not.toContain(sourceOf(child));
      }
    }
    expect(made.size).toBeGreaterThan(5);
  });

  it('has nothing to cross in twins', async () => {
    for (const operator of codeBreeder.crossovers)
      expect(await breed(operator, [SOURCES[0]!, SOURCES[0]!], 1)).toMatchObject({ status: 'nothing' });
  });

  it('measures a distance of 0 for the same program in another layout, more for more changes, 1 at most', () => {
    const near = SOURCES[0]!.replace('> 3', '>= 3');
    const far = near.replace('* 2', '* 4');
    expect(codeBreeder.distance(SOURCES[0]!, SOURCES[0]!.replaceAll('\n', '\n\n'))).toBe(0);
    expect(codeBreeder.distance(SOURCES[0]!, near)).toBeLessThan(codeBreeder.distance(SOURCES[0]!, far));
    expect(codeBreeder.distance(SOURCES[0]!, SOURCES[1]!)).toBeLessThanOrEqual(1);
    expect(codeBreeder.distance('def a(): 1 # "', 'x')).toBe(1);
  });

  it('knows an empty program for every language', () => {
    for (const language of ['javascript', 'typescript', 'python', 'bash'] as const)
      expect(codeBreeder.empty(specOf('x', language))).toContain('main');
  });
});
