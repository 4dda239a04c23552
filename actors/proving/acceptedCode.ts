import type { CapabilitySpec } from '../../events/capability.ts';
import type { Suite } from '../../events/suite.ts';
import type { Sandbox } from '../ports.ts';
import { bundled } from './bundled.ts';
import { heldOutCases, visibleCases } from './cases.ts';
import { judgeCalls } from './judgeCalls.ts';
import { limitsOf } from './limits.ts';

/** Code that passes the whole suite, and the fuel of its dearest call. */
export type Accepted = { readonly name: string; readonly source: string; readonly dearest: number | null };

/** The first of the given code, the oracle and the seeds that passes visible and held-out cases; null where none does. */
export async function acceptedCode(
  spec: CapabilitySpec,
  suite: Suite,
  sandbox: Sandbox,
  given?: string,
): Promise<Accepted | null> {
  if (spec.kind === 'tool' || spec.kind === 'workflow') return null;
  const cases = [...(await visibleCases(suite, sandbox)), ...heldOutCases(suite)];
  const sources = [
    ...(given === undefined ? [] : [{ name: 'the accepted code', source: given }]),
    ...(spec.oracle === null ? [] : [{ name: 'the oracle', source: spec.oracle.source }]),
    ...spec.seeds.map(({ name, source }) => ({ name: `seed ${name}`, source })),
  ];
  for (const { name, source } of sources) {
    const evaluation = await sandbox.evaluate({
      program: { language: spec.language, source, entry: spec.entry, spread: spec.spread, ...bundled(spec) },
      inputs: cases.map(({ input }) => JSON.stringify(input)),
      mode: 'fuel',
      limits: limitsOf(spec),
      seed: suite.seed,
    });
    if (evaluation.status !== 'ok') continue;
    const results = await judgeCalls(suite, cases, evaluation.calls, sandbox);
    if (results.some(({ message }) => message !== null)) continue;
    const fuels = evaluation.calls.flatMap(({ fuel }) => (fuel === null ? [] : [fuel]));
    return { name, source, dearest: fuels.length === 0 ? null : Math.max(...fuels) };
  }
  return null;
}
