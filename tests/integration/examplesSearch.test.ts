import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localSearch } from '../../actors/generators/index.ts';
import { commonFuel } from '../../actors/proving/commonFuel.ts';
import { evidenceOf } from '../../actors/proving/evidence.ts';
import { prove } from '../../actors/proving/prove.ts';
import { trafficInputs } from '../../actors/proving/traffic.ts';
import { literalsOf, visibleScorer } from '../../actors/proving/visible.ts';
import type { Sandbox } from '../../actors/ports.ts';
import type { CapabilitySpec } from '../../events/capability.ts';
import { suiteOf } from '../../events/suite.ts';
import type { Suite } from '../../events/suite.ts';
import { readCapabilityFile } from '../../infra/config/capabilityFile.ts';
import { readTrafficFile } from '../../infra/config/trafficFile.ts';
import { openSandbox } from '../../infra/sandbox/pool.ts';

const EXAMPLES = join(import.meta.dirname, '../../docs/examples');

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ size: 2 });
});
afterAll(() => sandbox.close());

async function specOf(name: string): Promise<CapabilitySpec> {
  const read = await readCapabilityFile(join(EXAMPLES, name, 'capability.yaml'));
  if (!read.ok) throw new Error(`${name} does not load`);
  return read.capability;
}

/** Suite 2 as the last phase of the example's traffic makes it. */
async function drifted(spec: CapabilitySpec, source: string, about: 'answers' | 'work'): Promise<Suite> {
  const traffic = await readTrafficFile(join(EXAMPLES, spec.capability, 'traffic.yaml'));
  if (!traffic.ok) throw new Error(`the traffic of ${spec.capability} does not load`);
  const inputs = trafficInputs({ ...traffic.traffic.phases.at(-1)!, runs: 40 }, 11);
  const evidence = await evidenceOf({
    spec,
    suite: suiteOf(spec),
    source,
    language: spec.language,
    sandbox,
    about,
    inputs,
    baselineFuel: 100,
    provenance: 'drift',
    seed: 1,
  });
  if (!evidence.found) throw new Error(`no evidence of drift in ${spec.capability}`);
  return evidence.suite;
}

/** The editor's best candidate and both proofs, held-out cases included. */
async function evolving(spec: CapabilitySpec, suite: Suite, source: string, goal: 'repair' | 'speed') {
  const proof = (code: string) =>
    prove({ spec, suite, source: code, language: spec.language, sandbox, seed: 1, heldOut: true });
  const generation = await localSearch.propose({
    goal,
    language: 'javascript',
    entry: spec.entry,
    parent: { hash: 'parent', source },
    relatives: [],
    literals: literalsOf(spec),
    budget: 500,
    seed: 1,
    evaluate: visibleScorer({ spec, suite, sandbox, language: spec.language, fuelLimit: 200_000 }),
  });
  const [best] = generation.candidates;
  if (!best)
    throw new Error(`nothing plausible for ${spec.capability} in ${generation.evaluations} evaluations`);
  const [parent, child] = [await proof(source), await proof(best.source)];
  return { best, parent, child, common: commonFuel(parent.raw, child.raw) };
}

describe('the genetic editor', () => {
  it.each(['email-validator', 'list-sort', 'normalise-text', 'word-frequency', 'median', 'roman-numerals'])(
    'repairs the faulty seed of %s, held-out cases included',
    async (name) => {
      const spec = await specOf(name);
      const { child } = await evolving(spec, suiteOf(spec), spec.seeds[0]!.source, 'repair');
      expect(child.summary).toMatchObject({ verdict: 'passed', failures: [] });
    },
  );

  it('teaches email-validator to ignore case when capitals arrive', async () => {
    const spec = await specOf('email-validator');
    const stored = spec.seeds[0]!.source.replace('at < 0', 'at < 1');
    const { best, parent, child } = await evolving(
      spec,
      await drifted(spec, stored, 'answers'),
      stored,
      'repair',
    );
    expect(parent.summary.verdict).toBe('failed');
    expect(child.summary).toMatchObject({ verdict: 'passed', failures: [] });
    expect(best.source).toContain('toLowerCase()');
  });

  it('overfits price-total: everything visible passes, held-out cases do not', async () => {
    const spec = await specOf('price-total');
    const stored = spec.seeds[0]!.source;
    const { child } = await evolving(spec, await drifted(spec, stored, 'answers'), stored, 'repair');
    expect(child.summary).toMatchObject({ verdict: 'failed', pass_rate: 1 });
    expect(child.summary.held_out!.passed).toBeLessThan(child.summary.held_out!.total);
  });

  it('makes sensor-mean cheaper at the cost of its robustness', async () => {
    const spec = await specOf('sensor-mean');
    const stored = spec.seeds[0]!.source;
    const { parent, child, common } = await evolving(
      spec,
      await drifted(spec, stored, 'work'),
      stored,
      'speed',
    );
    expect(common!.child).toBeLessThan(common!.parent * 0.95);
    expect(child.summary.robustness!).toBeLessThan(parent.summary.robustness! * 0.95);
  });
});
