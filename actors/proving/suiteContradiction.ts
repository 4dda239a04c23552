import type { Suite } from '../../events/suite.ts';
import type { CallOutcome, Sandbox } from '../ports.ts';
import { predicatesOf } from './cases.ts';
import type { JudgedCase } from './cases.ts';
import { contradictions } from './contradictions.ts';
import { judgeCalls, shortText } from './judgeCalls.ts';

/** Two parts of a suite that no program can meet together, and what shows it. */
export type Contradiction = { readonly one: string; readonly other: string; readonly what: string };

/**
 * The first contradiction of a suite: two examples that ask for different outcomes of one input, or an example whose expected output
 * breaks the output schema, a property, a postcondition or its own comparison. Null where there is none.
 */
export async function contradictionOf(suite: Suite, sandbox: Sandbox): Promise<Contradiction | null> {
  const examples = [...suite.examples, ...suite.held_out];
  const [pair] = contradictions(examples);
  if (pair !== undefined) {
    const [one, other] = [examples[pair[0]]!, examples[pair[1]]!];
    const what = `input ${shortText(JSON.stringify(one.input), 100)}`;
    return { one: one.id, other: other.id, what };
  }
  const answered = examples.filter(({ output }) => output !== undefined);
  const predicates = predicatesOf(suite);
  const stated = suite.properties.length + suite.postconditions.length;
  const cases = answered.map((one): JudgedCase => {
    const own = predicates.findIndex(({ name }) => name === `comparison of ${one.id}`);
    const all = Array.from({ length: stated }, (_, index) => index);
    const { id, input, compare, provenance } = one;
    return {
      id,
      input,
      compare,
      provenance,
      frozen: false,
      predicates: own < 0 ? all : [...all, own],
    };
  });
  const calls = answered.map(({ output }): CallOutcome => ({
    status: 'ok',
    output: JSON.stringify(output),
    fuel: null,
    wallUs: 0,
  }));
  const results = await judgeCalls(suite, cases, calls, sandbox);
  const at = results.findIndex(({ message }) => message !== null);
  if (at < 0) return null;
  const message = results[at]!.message!;
  const broken = predicates.find(({ name }) => message.startsWith(`\`${name}\``));
  return { one: cases[at]!.id, other: broken ? `\`${broken.name}\`` : 'the output schema', what: message };
}
