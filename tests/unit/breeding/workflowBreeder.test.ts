import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Breeder, BreedRequest } from '../../../actors/evolving/breeder.ts';
import { isSound } from '../../../actors/evolving/workflow/references.ts';
import { workflowBreeder } from '../../../actors/evolving/workflow/workflowBreeder.ts';
import type { Workshop } from '../../../actors/workshop.ts';
import { CapabilitySpec } from '../../../events/capability.ts';
import { WorkflowSpec } from '../../../events/workflow.ts';
import { memorySubstrate } from '../../../infra/log/memory/substrate.ts';

const TEXT = { type: 'string' };

const specOf = (capability: string, input: object, output: object, more: object = {}): CapabilitySpec =>
  CapabilitySpec.parse({
    capability,
    description: 'Does its part on "this" and 7.',
    input,
    output,
    examples: [{ input: 'a', output: 'a' }],
    seeds: [],
    ...more,
  });

const STEPS: WorkflowSpec = {
  steps: [
    { id: 'trim', capability: 'trim', input: '{{input.text}}' },
    { id: 'low', capability: 'lower', input: '{{steps.trim.result}}' },
    { id: 'count', capability: 'count', input: { text: '{{steps.low.result}}', least: 2 } },
  ],
  output: { n: '{{steps.count.result}}', of: 'words', from: '{{steps.low.result}}' },
};
const whole = specOf(
  'tidy',
  { type: 'object', properties: { text: TEXT, lang: TEXT } },
  { type: 'object' },
  {
    kind: 'workflow',
    workflow: STEPS,
  },
);
const SOURCE = JSON.stringify(STEPS);

let breeder: Breeder;
beforeAll(async () => {
  const substrate = memorySubstrate();
  const parts = [
    ...['trim', 'lower', 'upper'].map((name) => specOf(name, TEXT, TEXT)),
    specOf('count', { type: 'object', properties: { text: TEXT } }, { type: 'integer' }),
    whole,
  ];
  const served = await Promise.all(
    parts.map(async (spec) => ({
      capability: spec.capability,
      spec: await substrate.blobs.put(JSON.stringify(spec), 'keep'),
    })),
  );
  const house = { host: { substrate }, readModel: { served: async () => served } };
  breeder = workflowBreeder(house as unknown as Workshop);
});

const ask = (operator: string, parents: readonly string[], seed: number): BreedRequest => ({
  operator,
  parents,
  seed,
  spec: whole,
  missed: [],
});

async function children(operator: string, seeds = 40, parents = [SOURCE]): Promise<WorkflowSpec[]> {
  const made: WorkflowSpec[] = [];
  for (let seed = 0; seed < seeds; seed += 1) {
    const bred = await breeder.breed(ask(operator, parents, seed));
    if (bred.status === 'bred') made.push(WorkflowSpec.parse(JSON.parse(bred.source)));
  }
  return made;
}

const capabilities = ({ steps }: WorkflowSpec): string[] => steps.map(({ capability }) => capability);

describe('breeding workflows', () => {
  it('gives the same child for the same request: sound, and another workflow than its parent', async () => {
    for (const operator of breeder.mutations) {
      const [some, again] = [await children(operator, 10), await children(operator, 10)];
      expect(some).toEqual(again);
      // Each is applicable here.
      expect(some).toHaveLength(10);
      for (const child of some) {
        expect(isSound(child)).toBe(true);
        expect(breeder.distance(SOURCE, JSON.stringify(child))).toBeGreaterThan(0);
      }
    }
  });

  it('swaps a step for a capability with the same schemas only, never for itself', async () => {
    const used = new Set((await children('swap_capability')).flatMap(capabilities));
    expect([...used].toSorted()).toEqual(['count', 'lower', 'trim', 'upper']);
    for (const child of await children('swap_capability')) expect(capabilities(child)[2]).toBe('count');
  });

  it('removes a step and gives what it took to those that took its result', async () => {
    const [without] = (await children('remove_step')).filter(
      (child) => !capabilities(child).includes('lower'),
    );
    expect(without!.steps[1]!.input).toEqual({ text: '{{steps.trim.result}}', least: 2 });
    expect(without!.output).toMatchObject({ from: '{{steps.trim.result}}' });
    const [first] = (await children('remove_step')).filter((child) => !capabilities(child).includes('trim'));
    expect(first!.steps[0]!.input).toBe('{{input.text}}');
  });

  it('puts a step in where it takes and gives what flows there', async () => {
    for (const child of [...(await children('insert_step')), ...(await children('duplicate_step'))])
      expect(child.steps).toHaveLength(4);
    const [twice] = (await children('duplicate_step')).filter(({ steps }) => steps[1]!.id === 'trim-2');
    expect(twice!.steps[1]).toEqual({ id: 'trim-2', capability: 'trim', input: '{{steps.trim.result}}' });
    expect(twice!.steps[2]!.input).toBe('{{steps.trim-2.result}}');
    expect(new Set((await children('insert_step')).flatMap(capabilities))).toContain('upper');
  });

  it('changes constants and references one at a time', async () => {
    const constants = (await children('change_constant', 80)).map((child) => JSON.stringify(child));
    expect(new Set(constants).size).toBeGreaterThan(5);
    for (const child of await children('rewire_input'))
      expect(capabilities(child)).toEqual(capabilities(STEPS));
  });

  it('crosses within the parents: the first steps of one, the last of the other', async () => {
    const other = JSON.stringify({
      steps: [
        { id: 'trim', capability: 'upper', input: '{{input.text}}' },
        { id: 'n', capability: 'count', input: { text: '{{steps.trim.result}}' } },
      ],
      output: '{{steps.n.result}}',
    } satisfies WorkflowSpec);
    const made = await children('cross', 60, [SOURCE, other]);
    expect(made.length).toBeGreaterThan(50);
    const theirs = [capabilities(STEPS), ['upper', 'count']] as const;
    for (const child of made) {
      expect(isSound(child)).toBe(true);
      const own = capabilities(child);
      const cuts = own.map((_, cut) => [own.slice(0, cut), own.slice(cut)] as const);
      const fits = ([head, tail]: (typeof cuts)[number]): boolean =>
        theirs[0].slice(0, head.length).join() === head.join() &&
        theirs[1].slice(theirs[1].length - tail.length).join() === tail.join();
      expect(cuts.some(fits)).toBe(true);
    }
    expect(await breeder.breed(ask('cross', [other, other], 1))).toMatchObject({ status: 'bred' });
  });

  it('stays sound however often it changes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(6), fc.nat(1000)), { minLength: 1, maxLength: 8 }),
        async (steps) => {
          let source = SOURCE;
          for (const [operator, seed] of steps) {
            const bred = await breeder.breed(ask(breeder.mutations[operator]!, [source], seed));
            if (bred.status === 'nothing') continue;
            source = bred.source;
            expect(isSound(JSON.parse(source) as WorkflowSpec)).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('calls two workflows the same that differ in the names of their steps only', () => {
    const renamed = SOURCE.replaceAll('"low"', '"small"').replaceAll('steps.low.', 'steps.small.');
    expect(renamed).not.toBe(SOURCE);
    expect(breeder.distance(SOURCE, renamed)).toBe(0);
    const last = JSON.stringify({ steps: [STEPS.steps[0]], output: 'x' });
    expect(breeder.distance(SOURCE, last)).toBeLessThanOrEqual(1);
  });

  it('has an empty workflow that answers nothing', () => {
    expect(JSON.parse(breeder.empty(whole))).toMatchObject({ output: null });
    expect(() => breeder.empty(specOf('x', TEXT, TEXT))).toThrow('no workflow');
  });
});
