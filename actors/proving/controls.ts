import type { CapabilitySpec } from '../../events/capability.ts';
import { canonicalJson } from '../../events/json.ts';
import type { Suite } from '../../events/suite.ts';
import type { SuiteStrength } from '../../events/proof.ts';
import type { Sandbox } from '../ports.ts';
import { reachesAccuracy } from './accuracy.ts';
import { acceptedCode } from './acceptedCode.ts';
import { contradictionOf } from './suiteContradiction.ts';
import { suiteStrength } from './strength.ts';
import { visibleScorer } from './visible.ts';

/** Whether a suite can tell right from wrong (law 4); `refused` names the wrong answer that passed and what to add. */
export type SuiteVerdict =
  | {
      readonly verdict: 'accepted';
      readonly controls: readonly string[];
      /** Null where no accepted code is known yet, or it has no mutants that tell. */
      readonly strength: SuiteStrength | null;
      readonly evaluations: number;
    }
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
 * Makes a suite prove itself before it judges anything (law 4). It must not contradict itself. The empty answer, constant answers
 * (the most common expected outputs), the identity and the file's known-bad controls must each fail the visible cases. Identical
 * candidates must tie. Where code that passes is known (`accepted`, the oracle or a seed), mutants of it must fail too: at least one
 * of them, and `objectives.strength_min` of them (see {@link suiteStrength}); where none is known, the first proof that passes does this.
 * Held-out cases do not help against the controls: a suite whose visible part passes a wrong answer misleads generators.
 */
export async function proveSuite(
  spec: CapabilitySpec,
  suite: Suite,
  sandbox: Sandbox,
  accepted?: string,
): Promise<SuiteVerdict> {
  const name = `the suite of ${spec.capability} v${suite.version}`;
  const contradiction = await contradictionOf(suite, sandbox);
  if (contradiction !== null) {
    const { one, other, what } = contradiction;
    return {
      verdict: 'refused',
      control: 'contradiction',
      reason: `${name} contradicts itself: ${one} and ${other} cannot both hold (${what})`,
      remedy: 'Correct or remove one of the two.',
      evaluations: 0,
    };
  }
  const score = visibleScorer({ spec, suite, sandbox, language: spec.language });
  const scoreMade = visibleScorer({ spec, suite, sandbox, language: 'javascript' });
  const controls = controlsOf(spec, suite);
  const scores = await Promise.all(
    controls.map(({ source, own }) => (own ? score(source) : scoreMade(source))),
  );
  const passed = controls.findIndex((_, index) => {
    const { ok, checks } = scores[index]!;
    return ok || reachesAccuracy(checks, spec.objectives);
  });
  if (passed >= 0) {
    const { name: control, remedy } = controls[passed]!;
    const reason = `${name} cannot fail a wrong answer: the ${control} passes ${spec.objectives.accuracy_min === undefined ? 'every visible check' : 'enough visible checks'}`;
    return { verdict: 'refused', control, reason, remedy, evaluations: controls.length };
  }
  const known = await acceptedCode(spec, suite, sandbox, accepted);
  const tie = () => (known === null ? scoreMade(controls[0]!.source) : score(known.source));
  const [one, other] = await Promise.all([tie(), tie()]);
  const evaluations = controls.length + 2;
  if (canonicalJson(one) !== canonicalJson(other)) {
    return {
      verdict: 'refused',
      control: 'identical candidates',
      reason: `${name} scores the same code differently: identical candidates must tie`,
      remedy: 'Remove what depends on anything but the input and the output from the properties.',
      evaluations,
    };
  }
  const names = controls.map(({ name: control }) => control);
  if (known === null) return { verdict: 'accepted', controls: names, strength: null, evaluations };
  const { source, dearest } = known;
  const strength = await suiteStrength({
    spec,
    suite,
    accepted: source,
    language: spec.language,
    sandbox,
    dearest,
  });
  if (strength === null) return { verdict: 'accepted', controls: names, strength, evaluations };
  const least = spec.objectives.strength_min;
  if (strength.killed === 0 || strength.score < least) {
    const [survivor] = strength.survivors;
    const where = survivor
      ? `another ${survivor.operator} on line ${survivor.line} passes`
      : 'none is caught';
    return {
      verdict: 'refused',
      control: 'mutants of accepted code',
      reason: `${name} is too weak: it catches ${strength.killed} of ${strength.mutants - strength.equivalent} faulty copies of ${known.name}, below strength_min ${least}; ${where}`,
      remedy: survivor?.input ? `Add an example for an input such as ${survivor.input}.` : 'Add examples.',
      evaluations: evaluations + strength.mutants,
    };
  }
  return {
    verdict: 'accepted',
    controls: [...names, `mutants of ${known.name}`],
    strength,
    evaluations: evaluations + strength.mutants,
  };
}
