import type { CapabilitySpec } from '../../../events/capability.ts';
import { canonicalJson } from '../../../events/json.ts';
import { localise } from '../../generators/editor/localise.ts';
import type { Suspicion } from '../../generators/editor/localise.ts';
import type { Tree } from '../../generators/editor/tree.ts';
import type { Sandbox } from '../../ports.ts';
import { bundled } from '../../proving/bundled.ts';
import { limitsOf } from '../../proving/limits.ts';
import type { BreedRequest } from '../breeder.ts';

/** Calls of one traced run: all that the parent got wrong, and examples that it got right. */
const TRACED_MAX = 24;

/**
 * Where a parent is wrong, as far as one traced run over what it got wrong and over examples that it got right shows it: the same parent,
 * examples and limits are equally suspect on every machine. Nothing is suspect more than the rest where nothing was missed.
 */
export async function suspectsOf(
  sandbox: Sandbox,
  { parents, spec, missed }: Pick<BreedRequest, 'parents' | 'spec' | 'missed'>,
  tree: Tree,
): Promise<Suspicion> {
  if (missed.length === 0) return () => 1;
  const wrong = missed.slice(0, TRACED_MAX / 2).map(({ input }) => input);
  const known = new Set(missed.map(({ input }) => input));
  const right = spec.examples
    .map(({ input }) => canonicalJson(input))
    .filter((input) => !known.has(input))
    .slice(0, TRACED_MAX - wrong.length);
  const inputs = [...wrong, ...right];
  const evaluation = await sandbox.evaluate({
    program: programOf(spec, parents[0]!),
    inputs,
    mode: 'fuel',
    limits: limitsOf(spec),
    seed: 1,
    trace: true,
  });
  if (evaluation.status !== 'ok') return () => 1;
  return localise(tree, {
    ok: false,
    checks: inputs.map((_, index) => index >= wrong.length),
    fuel: null,
    outputs: [],
    executed: inputs.map((_, index) => evaluation.calls[index]?.executed ?? []),
  });
}

function programOf(spec: CapabilitySpec, source: string): Parameters<Sandbox['evaluate']>[0]['program'] {
  const { language, entry, spread } = spec;
  return { language, source, entry, spread, ...bundled(spec) };
}
