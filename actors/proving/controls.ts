import type { CapabilitySpec } from '../../events/capability.ts';
import { canonicalJson } from '../../events/json.ts';
import type { Suite } from '../../events/suite.ts';
import type { Sandbox } from '../ports.ts';
import { visibleScorer } from './visible.ts';

/** Whether a suite can tell right from wrong (law 4); `refused` names the wrong answer that passed and what to add. */
export type SuiteVerdict =
  | { readonly verdict: 'accepted'; readonly controls: readonly string[]; readonly evaluations: number }
  | {
      readonly verdict: 'refused';
      readonly control: string;
      readonly reason: string;
      readonly remedy: string;
      readonly evaluations: number;
    };

/** `own`: it stands in the capability file, in its language; the others are JavaScript, whatever the language is. */
type Control = {
  readonly name: string;
  readonly source: string;
  readonly remedy: string;
  readonly own?: true;
};

const CONSTANTS_MAX = 3;

/** Expected outputs of the examples, the most common first: what a lazy answer would return. */
function commonOutputs(suite: Suite): string[] {
  const counts = new Map<string, number>();
  for (const { output } of suite.examples) {
    if (output === undefined) continue;
    const text = canonicalJson(output);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([text]) => text);
}

function controlsOf(spec: CapabilitySpec, suite: Suite): Control[] {
  const { entry } = spec;
  const value = spec.spread ? '(...input)' : '(input)';
  const another = 'Add an example whose expected output differs from the others.';
  const constants = commonOutputs(suite).slice(0, CONSTANTS_MAX);
  return [
    { name: 'empty answer', source: `function ${entry}() {}`, remedy: 'Add an example with an output.' },
    ...constants.map((text) => ({
      name: `constant answer ${text.length > 60 ? `${text.slice(0, 57)}...` : text}`,
      source: `function ${entry}() { return ${text}; }`,
      remedy: another,
    })),
    {
      name: 'identity',
      source: `function ${entry}${value} { return input; }`,
      remedy: 'Add an example whose output differs from its input.',
    },
    ...suite.controls.map(({ name, source }) => ({
      name: `known-bad ${name}`,
      source,
      remedy: 'Add an example that this code gets wrong.',
      own: true as const,
    })),
  ];
}

/**
 * Makes a suite prove itself before it judges anything: the empty answer, constant answers (the most common expected outputs),
 * the identity and the file's known-bad controls must each fail the visible cases, and `accepted` code, or else the first control,
 * scored twice must tie. The held-out cases are not needed for this: a suite whose visible part passes a wrong answer misleads generators.
 */
export async function proveSuite(
  spec: CapabilitySpec,
  suite: Suite,
  sandbox: Sandbox,
  accepted?: string,
): Promise<SuiteVerdict> {
  const score = visibleScorer({ spec, suite, sandbox, language: spec.language });
  const scoreMade = visibleScorer({ spec, suite, sandbox, language: 'javascript' });
  const controls = controlsOf(spec, suite);
  const scores = await Promise.all(
    controls.map(({ source, own }) => (own ? score(source) : scoreMade(source))),
  );
  const passed = controls.findIndex((_, index) => scores[index]!.ok);
  const evaluations = controls.length;
  if (passed >= 0) {
    const { name, remedy } = controls[passed]!;
    return {
      verdict: 'refused',
      control: name,
      reason: `the suite of ${spec.capability} v${suite.version} cannot fail a wrong answer: the ${name} passes every visible check`,
      remedy,
      evaluations,
    };
  }
  const tie = () => (accepted === undefined ? scoreMade(controls[0]!.source) : score(accepted));
  const [one, other] = await Promise.all([tie(), tie()]);
  if (canonicalJson(one) !== canonicalJson(other)) {
    return {
      verdict: 'refused',
      control: 'identical candidates',
      reason: `the suite of ${spec.capability} v${suite.version} scores the same code differently: identical candidates must tie`,
      remedy: 'Remove what depends on anything but the input and the output from the properties.',
      evaluations: evaluations + 2,
    };
  }
  return { verdict: 'accepted', controls: controls.map(({ name }) => name), evaluations: evaluations + 2 };
}
