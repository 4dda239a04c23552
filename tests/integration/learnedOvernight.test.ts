import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { capabilityState } from '../../actors/workshop.ts';
import type { FactData } from '../../events/catalog.ts';
import { CapabilitySpec } from '../../events/capability.ts';
import { sessionOf } from '../../infra/answers/session.ts';
import { outcomeOf } from '../../infra/answers/taskOutcome.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { scriptedModel } from '../models/scripted.ts';

/**
 * The example of the seeds (SPEC T25, T26, T30), with stub generators that write code of a known fitness: `dead` statements that nothing reaches
 * lower the coverage, `live` ones raise it. The proofs, the choice and the takeover are real.
 */
function code(dead: number, live = 0): string {
  const lines = (count: number, line: (n: number) => string): string =>
    Array.from({ length: count }, (_, n) => `${line(n)}\n`).join('');
  return `function valid(text) {
  if (typeof text !== 'string') throw new TypeError('a text is needed');
  if (text === 'never this') {
${lines(dead, (n) => `    text = text + '${n}';`)}  }
${lines(live, (n) => `  const kept${n} = ${n};`)}  return /^[^@ ]+@[^@ ]+\\.[^@ ]+$/.test(text);
}`;
}

/** What each generator writes, by temperature. */
const WRITES: Readonly<Record<string, (temperature: number) => string>> = {
  codellama_conservative: () => code(6),
  deepseek_conservative: () => code(1),
  qwen_balanced: () => code(3, 1),
  qwen_creative: () => code(8),
  deepseek_powerful: (temperature) =>
    temperature === 0.3 ? code(1, 3) : temperature === 0.4 ? code(0) : code(2),
  codellama_optimized: () => code(5),
};
const SETTINGS = {
  deepseek_conservative: 0.1,
  qwen_balanced: 0.5,
  qwen_creative: 0.9,
  deepseek_powerful: 0.3,
  codellama_optimized: 0.5,
} as const;
/** The seeds' numbers (T25): the best is 22.7 % better, then .94 at temperature 0.4 (T30). */
const SEEDS = { parent: 0.75, found: [0.89, 0.85, 0.72, 0.92, 0.78], climbed: 0.94 } as const;

const folder = mkdtempSync(join(tmpdir(), 'dse-overnight-'));
let dse: Dse;

function validator(capability: string, description: string, seeds: readonly object[]): CapabilitySpec {
  return CapabilitySpec.parse({
    capability,
    description,
    entry: 'valid',
    input: { type: 'string', maxLength: 40 },
    output: { type: 'boolean' },
    examples: [
      { input: 'a@b.co', output: true },
      { input: 'nobody', output: false },
      { input: 'x@y', output: false },
      { input: 'me@example.org', output: true },
    ],
    held_out: [{ input: 'no@where', output: false }],
    objectives: { quality_min: 0, fuel_target: 60, strength_min: 0 },
    search: { evaluations: 20, attempts: 1 },
    seeds,
    controls: [],
    oracle: null,
  });
}

beforeAll(async () => {
  const generator = (name: string, temperature: number) => ({
    name,
    model: scriptedModel(
      name,
      ({ temperature: asked }) => `\`\`\`javascript\n${WRITES[name]!(asked ?? 0)}\n\`\`\``,
    ),
    temperature,
    maxTokens: null,
    tier: 'fast' as const,
  });
  dse = await createDse({
    folder,
    modelGenerators: Object.entries(SETTINGS).map(([name, temperature]) => generator(name, temperature)),
  });
});
afterAll(async () => {
  await dse.close();
  rmSync(folder, { recursive: true, force: true });
});

async function taken(spec: CapabilitySpec, task: string): Promise<string> {
  await dse.declare(spec, '.');
  await dse.settle();
  await dse.submit(spec.capability, task, 'Quickly write a function to validate email addresses');
  await dse.settle();
  return (await capabilityState(dse.host, spec.capability)).context.served!;
}

describe('an answer that is good enough now, and better the next day', () => {
  test('T25: five generators at night, the best takes over, the tool is evolved, the climb finds a warmer one', async () => {
    const first = {
      name: 'codellama',
      source: WRITES['codellama_conservative']!(0.3),
      provenance: 'codellama_conservative',
    };
    const target = await taken(
      validator('email-validator', 'Says whether a text is an email address.', [first]),
      'user-1',
    );
    const opened = await dse.optimize(target, {
      trigger: 'fitness',
      reason: 'low_fitness',
      priority: 'high',
      tier: 'cloud',
      generators: Object.keys(SETTINGS),
    });
    if (opened.status === 'refused') throw new Error(opened.reason);
    await dse.beginSession(opened.session, 'the scheduler');
    await dse.settle();

    const answer = await sessionOf(dse.substrate, opened.session);
    const ended = answer.steps
      .filter(({ fact }) => fact.type === 'experiment.ended')
      .map(({ fact }) => fact.data as unknown as FactData<'experiment.ended'>);
    const fitnessOf = (name: string, temperature: number): number | null =>
      ended.find((one) => one.generator === name && one.temperature === temperature)!.fitness;
    Object.entries(SETTINGS).forEach(([name, temperature], index) => {
      expect(Math.abs(fitnessOf(name, temperature)! - SEEDS.found[index]!), name).toBeLessThan(0.01);
    });
    expect(Math.abs(answer.fitness_before! - SEEDS.parent)).toBeLessThan(0.01);
    const tool = answer.steps.find(({ fact }) => fact.type === 'tool.evolved')!.fact.data;
    expect(tool).toMatchObject({
      name: 'email-validator-expert',
      generator: 'deepseek_powerful',
      temperature: 0.3,
    });
    expect(Math.abs(Number(tool['gain']) - 1.227)).toBeLessThan(0.02);
    expect(Math.abs(fitnessOf('deepseek_powerful', 0.4)! - SEEDS.climbed)).toBeLessThan(0.01);
    expect(answer).toMatchObject({ state: 'ended', outcome: 'improved' });

    // T30: the version that serves has the setting that was climbed to, and the one it was climbed from, among its ancestors.
    const { rows } = await dse.query(
      `SELECT artifact_id, generator, parent, served FROM lineage WHERE capability = 'email-validator' AND served`,
    );
    expect(rows.map(({ generator }) => generator)).toEqual(['deepseek_powerful', 'deepseek_powerful']);
    expect(rows.map(({ parent }) => parent)).toContain(target);
    const { context } = await capabilityState(dse.host, 'email-validator');
    expect(context.served).toBe(answer.artifact);
    expect(context.expert).toMatchObject({ generator: 'deepseek_powerful', temperature: 0.4 });
  });

  test('T26: the next day a similar request is answered by the generator that was learned, at once', async () => {
    await taken(
      validator('address-check', 'Says whether a text could be the email address of a person.', []),
      'user-2',
    );
    const { steps, outcome } = await outcomeOf(dse.substrate, 'user-2');
    expect(outcome).toBe('answered');
    const chosen = steps.filter(({ fact }) => fact.type === 'generator.chosen').map(({ fact }) => fact.data);
    expect(chosen.at(-1)).toMatchObject({
      generator: 'deepseek_powerful',
      temperature: 0.4,
      reason: expect.stringMatching(/of email-validator, which is like it/) as string,
    });
    const last = steps.at(-1)!.fact.data as { quality: number };
    expect(last.quality).toBeGreaterThan(0.9);
  });

  test('the same request again is no task at all: what serves answers', async () => {
    await dse.submit('email-validator', 'user-3', 'Create an email validator');
    const { steps } = await outcomeOf(dse.substrate, 'user-3');
    expect(steps.map(({ fact }) => fact.type)).toEqual(['task.accepted', 'task.answered']);
  });
});
