import type { CapabilitySpec } from '../../events/capability.ts';
import type { Suite } from '../../events/suite.ts';
import type { Sandbox } from '../ports.ts';
import { heldOutCases, visibleCases } from './cases.ts';
import { countedCalls } from './countedCalls.ts';
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
  if (spec.kind === 'tool' || spec.kind === 'workflow' || spec.kind === 'prompt') return null;
  const cases = [...(await visibleCases(suite, sandbox)), ...heldOutCases(suite)];
  const sources = [
    ...(given === undefined ? [] : [{ name: 'the accepted code', source: given }]),
    ...(spec.oracle === null ? [] : [{ name: 'the oracle', source: spec.oracle.source }]),
    ...spec.seeds.map(({ name, source }) => ({ name: `seed ${name}`, source })),
  ];
  const { language } = spec;
  const counting = { spec, language, sandbox, limits: limitsOf(spec), seed: suite.seed };
  const inputs = cases.map(({ input }) => input);
  for (const { name, source } of sources) {
    const calls = await countedCalls(counting, source, inputs);
    if (calls === null) continue;
    const results = await judgeCalls(suite, cases, calls, sandbox);
    if (results.some(({ message }) => message !== null)) continue;
    const fuels = calls.flatMap(({ fuel }) => (fuel === null ? [] : [fuel]));
    return { name, source, dearest: fuels.length === 0 ? null : Math.max(...fuels) };
  }
  return null;
}
