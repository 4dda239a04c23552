import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evidenceOf } from '../../actors/proving/evidence.ts';
import { judgement, judgeProgram } from '../../actors/proving/judge.ts';
import { limitsOf } from '../../actors/proving/limits.ts';
import { prove } from '../../actors/proving/prove.ts';
import { proveSuite } from '../../actors/proving/controls.ts';
import { schemaCheck } from '../../actors/proving/schema.ts';
import { trafficInputs } from '../../actors/proving/traffic.ts';
import type { Sandbox } from '../../actors/ports.ts';
import type { CapabilitySpec } from '../../events/capability.ts';
import type { Json } from '../../events/json.ts';
import { suiteOf } from '../../events/suite.ts';
import type { Suite } from '../../events/suite.ts';
import { readCapabilityFile } from '../../infra/config/capabilityFile.ts';
import { problemText } from '../../infra/config/strictFile.ts';
import { readTrafficFile } from '../../infra/config/trafficFile.ts';
import { openSandbox } from '../../infra/sandbox/pool.ts';
import { REFERENCES } from '../references.ts';

const EXAMPLES = join(import.meta.dirname, '../../docs/examples');
const FAULTY = [
  'email-validator',
  'list-sort',
  'normalise-text',
  'word-frequency',
  'median',
  'roman-numerals',
];
const NAMES = (await readdir(EXAMPLES, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

async function example(
  name: string,
): Promise<{ spec: CapabilitySpec; suite: Suite; phases: readonly Json[][] }> {
  const read = await readCapabilityFile(join(EXAMPLES, name, 'capability.yaml'));
  if (!read.ok) throw new Error(read.problems.map((problem) => problemText(problem)).join('\n'));
  const traffic = await readTrafficFile(join(EXAMPLES, name, 'traffic.yaml'));
  if (!traffic.ok) throw new Error(traffic.problems.map((problem) => problemText(problem)).join('\n'));
  const phases = traffic.traffic.phases.map((phase, index) =>
    trafficInputs({ ...phase, runs: 60 }, index + 1),
  );
  return { spec: read.capability, suite: suiteOf(read.capability), phases };
}

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ size: 2 });
});
afterAll(() => sandbox.close());

const proving = async (spec: CapabilitySpec, suite: Suite, source: string) =>
  (await prove({ spec, suite, source, language: spec.language, sandbox, seed: 1, heldOut: true })).summary;

/** Mean quality and fuel of an artifact over inputs, as an observer would see them. */
async function serving(spec: CapabilitySpec, source: string, inputs: readonly Json[]) {
  const program = { language: spec.language, source, entry: spec.entry, spread: spec.spread };
  const served = await sandbox.serve(program, limitsOf(spec), judgeProgram(spec) ?? undefined);
  let quality = 0;
  let fuel = 0;
  for (const input of inputs) {
    const outcome = await served.call(JSON.stringify(input), { fuel: true });
    quality += judgement(spec, outcome).quality ?? 0;
    fuel += outcome.fuel ?? 0;
  }
  await served.close();
  return { quality: quality / inputs.length, fuel: fuel / inputs.length };
}

describe.each(NAMES)('the example %s', (name) => {
  it('loads, is named like its folder, and its traffic keeps to its contract', async () => {
    const { spec, phases } = await example(name);
    expect(spec.capability).toBe(name);
    const fits = schemaCheck(spec.input);
    for (const input of phases.flat()) expect(fits(input), JSON.stringify(input)).toEqual([]);
  });
});

describe.each(Object.keys(REFERENCES))('the suite of %s', (name) => {
  it('fails every control', async () => {
    const { spec, suite } = await example(name);
    expect(await proveSuite(spec, suite, sandbox, REFERENCES[name])).toMatchObject({ verdict: 'accepted' });
  });

  it('passes the reference, held-out cases included', async () => {
    const { spec, suite } = await example(name);
    expect(await proving(spec, suite, REFERENCES[name]!)).toMatchObject({
      verdict: 'passed',
      failures: [],
      formula: 'four-factor',
    });
  });

  it(FAULTY.includes(name) ? 'fails the seed' : 'passes the seed', async () => {
    const { spec, suite } = await example(name);
    const faulty = FAULTY.includes(name);
    const { verdict, pass_rate: passRate } = await proving(spec, suite, spec.seeds[0]!.source);
    expect({ verdict, allPassed: passRate === 1 }).toEqual({
      verdict: faulty ? 'failed' : 'passed',
      allPassed: !faulty,
    });
  });
});

describe('traffic that changes', () => {
  it('breaks postconditions of email-validator until case is ignored, and the evidence shows it', async () => {
    const { spec, suite, phases } = await example('email-validator');
    const stored = spec.seeds[0]!.source.replace('at < 0', 'at < 1');
    expect((await proving(spec, suite, stored)).verdict).toBe('passed');
    expect((await serving(spec, stored, phases[0]!)).quality).toBe(1);
    expect((await serving(spec, stored, phases[1]!)).quality).toBeLessThan(0.75);
    const evidence = await secondSuite(spec, suite, stored, 'answers', phases[1]!, null);
    expect(await proving(spec, evidence, stored)).toMatchObject({ verdict: 'failed' });
    const child = stored.replace('of text)', 'of text.toLowerCase())');
    expect(await proving(spec, evidence, child)).toMatchObject({ verdict: 'passed' });
  });

  it('makes dedupe-list cost more, and a Set a fraction of it', async () => {
    const { spec, suite, phases } = await example('dedupe-list');
    const slow = spec.seeds[0]!.source;
    const before = await serving(spec, slow, phases[0]!);
    const after = await serving(spec, slow, phases[1]!);
    expect(after.quality).toBe(1);
    expect(after.fuel).toBeGreaterThan(1.5 * before.fuel);
    const evidence = await secondSuite(spec, suite, slow, 'work', phases[1]!, before.fuel);
    const [parent, child] = [
      await proving(spec, evidence, slow),
      await proving(spec, evidence, REFERENCES['dedupe-list']!),
    ];
    expect(parent.verdict).toBe('passed');
    expect(child.verdict).toBe('passed');
    expect(child.fuel!).toBeLessThan(parent.fuel! / 4);
  });

  it('lets an overfitting descendant of price-total pass everything visible and fail held-out', async () => {
    const { spec, suite, phases } = await example('price-total');
    const stored = spec.seeds[0]!.source;
    expect((await serving(spec, stored, phases[1]!)).quality).toBeLessThan(0.75);
    const evidence = await secondSuite(spec, suite, stored, 'answers', phases[1]!, null);
    const overfit = await proving(spec, evidence, stored.replace('Number(', 'parseFloat('));
    expect(overfit).toMatchObject({ verdict: 'failed', pass_rate: 1, held_out: { passed: 3, total: 7 } });
    expect(await proving(spec, evidence, REFERENCES['price-total']!)).toMatchObject({ verdict: 'passed' });
  });

  it('tempts sensor-mean to drop its checks, which costs robustness', async () => {
    const { spec, suite, phases } = await example('sensor-mean');
    const stored = spec.seeds[0]!.source;
    const before = await serving(spec, stored, phases[0]!);
    expect((await serving(spec, stored, phases[1]!)).fuel).toBeGreaterThan(1.5 * before.fuel);
    const evidence = await secondSuite(spec, suite, stored, 'work', phases[1]!, before.fuel);
    const unchecked = stored.replace(/ {2}for \(const reading of readings\) \{\n {4}if.*\n {2}\}\n/, '');
    const [parent, child] = [await proving(spec, evidence, stored), await proving(spec, evidence, unchecked)];
    expect(child).toMatchObject({ verdict: 'passed', pass_rate: 1 });
    expect(child.fuel!).toBeLessThan(parent.fuel! * 0.7);
    expect(child.robustness!).toBeLessThan(parent.robustness! * 0.95);
  });
});

async function secondSuite(
  spec: CapabilitySpec,
  suite: Suite,
  source: string,
  about: 'answers' | 'work',
  inputs: readonly Json[],
  baselineFuel: number | null,
): Promise<Suite> {
  const request = {
    spec,
    suite,
    source,
    language: spec.language,
    sandbox,
    about,
    inputs,
    baselineFuel,
    provenance: 'drift',
    seed: 1,
  };
  const evidence = await evidenceOf(request);
  if (!evidence.found) throw new Error(`no evidence of drift in ${spec.capability}`);
  expect(evidence.suite.version).toBe(2);
  // Four shrunk, four held out; about answers one whole one beside its shrunk form.
  expect(evidence.added).toBe(about === 'answers' ? 9 : 8);
  return evidence.suite;
}
