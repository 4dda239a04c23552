import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commonFuel } from '../../actors/proving/commonFuel.ts';
import { evidenceOf } from '../../actors/proving/evidence.ts';
import type { EvidenceRequest } from '../../actors/proving/evidence.ts';
import { prove } from '../../actors/proving/prove.ts';
import type { Sandbox } from '../../actors/ports.ts';
import { CapabilitySpec } from '../../events/capability.ts';
import { suiteOf } from '../../events/suite.ts';
import { openSandbox } from '../../infra/sandbox/pool.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ size: 1 });
});
afterAll(() => sandbox.close());

const file = {
  capability: 'total',
  description: 'Adds up numbers.',
  entry: 'total',
  input: { type: 'array', items: { type: 'integer', minimum: -100, maximum: 100 } },
  output: { type: 'integer' },
  examples: [
    { input: [1, 2], output: 3 },
    { input: [], output: 0 },
  ],
  postconditions: [
    {
      name: 'no more than the positive ones',
      holds: '(input, output) => output <= input.filter((n) => n > 0).reduce((a, b) => a + b, 0)',
    },
  ],
  seeds: [],
  controls: [],
  oracle: {
    source: 'function total(list) { return list.reduce((a, b) => a + b, 0); }',
    provenance: 'by hand',
  },
};
const spec = CapabilitySpec.parse(file);
const source =
  'function total(list) {\n  let sum = 0;\n  for (const n of list) sum += Math.abs(n);\n  return sum;\n}';

const request = (more: Partial<EvidenceRequest>): EvidenceRequest => ({
  spec,
  suite: suiteOf(spec),
  source,
  language: 'javascript',
  sandbox,
  about: 'answers',
  inputs: [],
  baselineFuel: null,
  provenance: 'drift of total, runs 101-200',
  seed: 1,
  ...more,
});

describe('evidence of drift', () => {
  it('deals failing inputs out in turn: shrunk ones visible and the first whole, others held out with the answer of the oracle', async () => {
    const inputs = [
      [5, -7, 3],
      [1, 2],
      [-9, -9],
      [40, -1, -1, 60],
      [5, -7, 3],
    ];
    const evidence = await evidenceOf(request({ inputs }));
    if (!evidence.found) throw new Error('nothing found');
    const provenance = 'drift of total, runs 101-200';
    expect(evidence.suite.inputs).toEqual([
      { id: 'input/1', input: [-1], compare: 'exact', provenance },
      { id: 'input/2', input: [5, -7, 3], compare: 'exact', provenance },
    ]);
    expect(evidence.suite.held_out).toEqual([
      { id: 'held-out/1', input: [-9, -9], output: -18, compare: 'exact', provenance },
    ]);
    expect(evidence).toMatchObject({ added: 3, suite: { version: 2 } });
    expect(await evidenceOf(request({ inputs }))).toEqual(evidence);
  });

  it('judges held-out inputs by postconditions alone where there is no oracle', async () => {
    const evidence = await evidenceOf(request({ spec: { ...spec, oracle: null }, inputs: [[-5], [-6]] }));
    expect(evidence).toMatchObject({ found: true, suite: { held_out: [{ input: [-6] }] } });
    expect(evidence).not.toHaveProperty('suite.held_out[0].output');
  });

  it('takes what a slow artifact answers as what its descendants must answer', async () => {
    const right = spec.oracle!.source;
    const long = Array.from({ length: 60 }, (_, index) => index);
    const evidence = await evidenceOf(
      request({ source: right, about: 'work', inputs: [long, [...long, 7], [1, 2]], baselineFuel: 20 }),
    );
    if (!evidence.found) throw new Error('nothing found');
    const [shrunk] = evidence.suite.examples.slice(2);
    expect((shrunk!.input as number[]).length).toBeLessThan(60);
    expect(shrunk!.output).toBe((shrunk!.input as number[]).reduce((a, b) => a + b, 0));
    expect(evidence.suite.held_out).toMatchObject([{ input: [...long, 7], output: 1777 }]);
  });

  it('says so when nothing of what was seen fails again', async () => {
    expect(await evidenceOf(request({ inputs: [[1], [2, 3], ['not of the contract']] }))).toEqual({
      found: false,
      evaluations: 2,
    });
    expect(await evidenceOf(request({ inputs: [] }))).toEqual({ found: false, evaluations: 0 });
  });
});

describe('common fuel', () => {
  it('compares only what both answered: a cheap wrong answer does not make the right one look dear', async () => {
    const proof = async (code: string) =>
      (
        await prove({
          spec,
          suite: suiteOf(spec),
          source: code,
          language: 'javascript',
          sandbox,
          seed: 1,
          heldOut: true,
        })
      ).raw;
    const [lazy, right] = [await proof('function total() { return 0; }'), await proof(spec.oracle!.source)];
    const fuelOf = (raw: typeof lazy, id: string) => raw.cases.find((one) => one.id === id)!.fuel!;
    expect(commonFuel(lazy, right)).toEqual({
      parent: fuelOf(lazy, 'example/2'),
      child: fuelOf(right, 'example/2'),
    });
    expect(commonFuel(lazy, await proof('function total() { throw new Error("no"); }'))).toBeNull();
  });
});
