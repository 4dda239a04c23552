import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bred, BreedRequest } from '../../../actors/evolving/breeder.ts';
import { promptBreeder } from '../../../actors/evolving/prompt/promptBreeder.ts';
import { STRATEGIES } from '../../../actors/evolving/prompt/rewriteRubric.ts';
import type { Model } from '../../../actors/models/model.ts';
import type { Workshop } from '../../../actors/workshop.ts';
import { CapabilitySpec } from '../../../events/capability.ts';
import { PromptGenome, promptGenomeText, readPromptGenome } from '../../../events/promptGenome.ts';
import type { Run } from '../../../events/run.ts';
import { scriptedModel } from '../../scriptedModel.ts';

const spec = CapabilitySpec.parse({
  capability: 'mood',
  kind: 'prompt',
  description: 'Says whether a review likes its subject.',
  input: { type: 'string' },
  output: { type: 'string' },
  examples: ['a', 'b', 'c', 'd'].map((input) => ({ input, output: input })),
  held_out: [{ input: 'secret', output: 'hidden' }],
  seeds: [],
});

/** A house with these models; `runs` are what it wrote down. */
function house(...models: readonly Model[]): { workshop: Workshop; runs: Omit<Run, 'id'>[] } {
  const runs: Omit<Run, 'id'>[] = [];
  const workshop = {
    models: new Map(models.map((model) => [model.name, model])),
    recorder: { record: async (_: string, { run }: { run: Omit<Run, 'id'> }) => void runs.push(run) },
    host: { now: () => 0, substrate: { blobs: { put: async () => 'a'.repeat(64) } } },
  } as unknown as Workshop;
  return { workshop, runs };
}

const writer = (name: string, rubric = 'Weigh every word.') =>
  scriptedModel(name, () => JSON.stringify({ rubric }));

const breederIn = (...models: readonly Model[]) => promptBreeder(house(...models).workshop);
const breeder = breederIn(writer('primary'), writer('small'));

const genomes = fc.record({
  rubric: fc.string({ minLength: 1, maxLength: 60 }),
  cot: fc.boolean(),
  temperature: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
  max_tokens: fc.integer({ min: 1, max: 8192 }),
  retriever_topk: fc.integer({ min: 0, max: 16 }),
  use_consensus: fc.boolean(),
  model_key: fc.constantFrom('primary', 'small'),
});
const seeds = fc.integer({ min: 0, max: 2 ** 31 });

const ask = (
  operator: string,
  parents: readonly PromptGenome[],
  seed: number,
  different: Partial<BreedRequest> = {},
): BreedRequest => ({
  operator,
  parents: parents.map(promptGenomeText),
  seed,
  spec,
  missed: [],
  ...different,
});

function genomeOf(bred: Bred): PromptGenome {
  if (bred.status !== 'bred') throw new Error(bred.reason);
  return readPromptGenome(bred.source);
}

const BASE = PromptGenome.parse({ rubric: 'Judge the mood.' });

describe('breeding prompts', () => {
  it('gives the same valid child for the same request, another one than its parent, within all bounds', async () => {
    await fc.assert(
      fc.asyncProperty(
        genomes,
        seeds,
        fc.constantFrom(...breeder.mutations),
        async (genome, seed, operator) => {
          const [one, other] = await Promise.all(
            [1, 2].map(() => breeder.breed(ask(operator, [genome], seed))),
          );
          expect(one).toEqual(other);
          if (one!.status === 'nothing') return;
          const child = genomeOf(one!);
          expect(promptGenomeText(child)).toBe(one!.source);
          expect(promptGenomeText(child)).not.toBe(promptGenomeText(genome));
          expect(breeder.distance(promptGenomeText(genome), one!.source)).toBeGreaterThan(0);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('changes one field by each step, and each step is applicable', async () => {
    const fields: Record<string, keyof PromptGenome> = {
      toggle_cot: 'cot',
      adjust_temperature: 'temperature',
      change_model: 'model_key',
      adjust_max_tokens: 'max_tokens',
      adjust_topk: 'retriever_topk',
      toggle_consensus: 'use_consensus',
    };
    expect(Object.keys(fields).toSorted()).toEqual([...breeder.local].toSorted());
    for (const [operator, field] of Object.entries(fields)) {
      for (let seed = 0; seed < 50; seed += 1) {
        const child = genomeOf(await breeder.breed(ask(operator, [BASE], seed)));
        expect({ ...child, [field]: BASE[field] }).toEqual(BASE);
      }
    }
  });

  it('keeps temperatures in [0, 1] however often it steps, and leaves the bounds again', async () => {
    for (const temperature of [0, 1]) {
      for (let seed = 0; seed < 100; seed += 1) {
        const request = ask('adjust_temperature', [{ ...BASE, temperature }], seed);
        const child = genomeOf(await breeder.breed(request)).temperature;
        expect(child).not.toBe(temperature);
        expect(child >= 0 && child <= 1).toBe(true);
      }
    }
  });

  it('never shows more examples than there are', async () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const child = genomeOf(await breeder.breed(ask('adjust_topk', [{ ...BASE, retriever_topk: 3 }], seed)));
      expect(child.retriever_topk).toBeLessThanOrEqual(spec.examples.length);
    }
  });

  it('has no other model to change to where there is one', async () => {
    const alone = breederIn(writer('primary'));
    expect(await alone.breed(ask('change_model', [BASE], 1))).toMatchObject({
      status: 'nothing',
      costMicro: 0,
    });
  });

  it('crosses within the parents: the mean temperature, every other field of one of them', async () => {
    await fc.assert(
      fc.asyncProperty(genomes, genomes, seeds, async (a, b, seed) => {
        const bred = await breeder.breed(ask('cross', [a, b], seed));
        if (bred.status === 'nothing') return;
        const { temperature, ...child } = genomeOf(bred);
        expect(Math.abs(temperature - (a.temperature + b.temperature) / 2)).toBeLessThan(0.0051);
        expect(temperature >= 0 && temperature <= 1).toBe(true);
        for (const field of Object.keys(child) as (keyof typeof child)[])
          expect([a[field], b[field]]).toContain(child[field]);
      }),
    );
    expect(await breeder.breed(ask('cross', [BASE, BASE], 1))).toMatchObject({ status: 'nothing' });
  });

  it('has a model rewrite the rubric: a run of its own, its cost counted, its strategy recorded', async () => {
    const model = writer('primary');
    const { workshop, runs } = house(model);
    const missed = [{ input: '"meh"', expected: '"b"', actual: '"a"' }];
    const rewriting = promptBreeder(workshop);
    for (const strategy of Object.keys(STRATEGIES)) {
      const bred = await rewriting.breed(ask(`rewrite_rubric:${strategy}`, [BASE], 1, { missed }));
      expect(genomeOf(bred)).toEqual({ ...BASE, rubric: 'Weigh every word.' });
      expect(bred).toMatchObject({
        operators: ['rewrite_rubric', `rewrite_rubric:${strategy}`],
        costMicro: 250,
      });
    }
    expect(runs).toHaveLength(7);
    expect(runs[0]).toMatchObject({ ran: 'primary', cost_micro: 250, model: { for: 'mood' } });
    const asked = model.asked.map(({ messages }) => messages.map(({ content }) => content).join('\n'));
    expect(new Set(asked).size).toBe(7);
    for (const text of asked) {
      expect(text).toContain('"meh"');
      expect(text).not.toMatch(/secret|hidden/);
    }
  });

  it('draws the strategy of a rewriting by the seed, each of them in time', async () => {
    const drawn = new Set<string>();
    for (let seed = 0; seed < 60; seed += 1) {
      const bred = await breeder.breed(ask('rewrite_rubric', [BASE], seed));
      if (bred.status === 'bred') drawn.add(bred.operators[1]!);
    }
    expect(drawn.size).toBe(7);
  });

  it('pays for a rewriting that came to nothing, too', async () => {
    const same = breederIn(writer('primary', BASE.rubric));
    expect(await same.breed(ask('rewrite_rubric', [BASE], 1))).toMatchObject({
      status: 'nothing',
      costMicro: 250,
    });
    const away = breederIn(scriptedModel('primary', () => null));
    expect(await away.breed(ask('rewrite_rubric', [BASE], 1))).toMatchObject({
      status: 'nothing',
      costMicro: 250,
      reason: expect.stringContaining('it is away'),
    });
  });

  it('measures distances in [0, 1], 0 for the same prompt only, alike both ways', () => {
    fc.assert(
      fc.property(genomes, genomes, (a, b) => {
        const [one, other] = [promptGenomeText(a), promptGenomeText(b)];
        const far = breeder.distance(one, other);
        expect(far >= 0 && far <= 1).toBe(true);
        expect(breeder.distance(other, one)).toBeCloseTo(far, 12);
        expect(breeder.distance(one, one)).toBe(0);
      }),
    );
  });

  it('has an empty genome that asks nobody', () => {
    expect(readPromptGenome(breeder.empty(spec)).rubric).toBe('');
  });
});
