import { parseJson } from '../../events/json.ts';
import type { Json } from '../../events/json.ts';
import type { Suite } from '../../events/suite.ts';
import type { Program, Sandbox } from '../ports.ts';
import { JUDGE_LIMITS } from './predicates.ts';
import { schemaCheck } from './schema.ts';

/** An input that a relation made of the input of another case. */
export type Changed = { readonly relation: number; readonly base: string; readonly input: Json };

function changing(suite: Suite): Program {
  const list = suite.relations.map(({ change }) => `(${change}\n)`).join(',\n');
  return {
    language: 'javascript',
    entry: 'change',
    spread: true,
    source: `const changes = [\n${list}\n];\nfunction change(index, input) {\n  const changed = changes[index](input);\n  return changed === undefined ? [] : [changed];\n}\n`,
  };
}

/**
 * The changed inputs of every relation, over the first `runs` cases each. What a change throws on, leaves out or turns into an
 * input that breaks the schema is skipped: the relation says nothing there.
 * Throws an Error naming the capability where a change does not load.
 */
export async function changedInputs(
  suite: Suite,
  bases: readonly { readonly id: string; readonly input: Json }[],
  sandbox: Sandbox,
): Promise<Changed[]> {
  const asked = suite.relations.flatMap(({ runs }, relation) =>
    bases.slice(0, runs).map(({ id, input }) => ({ relation, base: id, input })),
  );
  const made = await sandbox.evaluate({
    program: changing(suite),
    inputs: asked.map(({ relation, input }) => JSON.stringify([relation, input])),
    mode: 'plain',
    limits: JUDGE_LIMITS,
    seed: suite.seed,
  });
  if (made.status !== 'ok') {
    throw new Error(
      `suite of ${suite.capability} v${suite.version}: its relations do not load (${made.error.message}); correct the capability file`,
    );
  }
  const fits = schemaCheck(suite.input);
  return asked.flatMap(({ relation, base }, index) => {
    const call = made.calls[index]!;
    const [input] = call.status === 'ok' ? (parseJson(call.output) as Json[]) : [];
    return input === undefined || fits(input).length > 0 ? [] : [{ relation, base, input }];
  });
}
