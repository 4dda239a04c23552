import { limitsOf } from '../../../actors/proving/limits.ts';
import { bundled } from '../../../actors/proving/bundled.ts';
import type { Sandbox } from '../../../actors/ports.ts';
import { canonicalJson, parseJson } from '../../../events/json.ts';
import type { Json } from '../../../events/json.ts';
import type { Served } from './served.ts';

/**
 * What is right for some inputs, by their canonical text, where it is known: the suite's examples say it, else the oracle of the capability file does. What neither
 * knows is not in the map; an oracle that throws does not know.
 */
export async function truths(
  { spec, suite }: Pick<Served, 'spec' | 'suite'>,
  inputs: readonly string[],
  sandbox: Pick<Sandbox, 'evaluate'>,
): Promise<ReadonlyMap<string, Json>> {
  const known = new Map<string, Json>(
    [...suite.examples, ...suite.held_out].flatMap(({ input, output }) =>
      output === undefined ? [] : [[canonicalJson(input), output] as const],
    ),
  );
  const asked = inputs.filter((input) => !known.has(input));
  if (spec.oracle === null || asked.length === 0) return known;
  const { language, entry, spread, oracle } = spec;
  const evaluation = await sandbox.evaluate({
    program: { language, source: oracle.source, entry, spread, ...bundled(spec) },
    inputs: asked,
    mode: 'plain',
    limits: limitsOf(spec),
    seed: suite.seed,
  });
  if (evaluation.status === 'ok')
    evaluation.calls.forEach((call, index) => {
      if (call.status === 'ok') known.set(asked[index]!, parseJson(call.output));
    });
  return known;
}
