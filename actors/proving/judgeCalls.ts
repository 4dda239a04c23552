import { parseJson } from '../../events/json.ts';
import type { Json } from '../../events/json.ts';
import type { Stop } from '../../events/proof.ts';
import type { Suite } from '../../events/suite.ts';
import type { CallOutcome, Sandbox } from '../ports.ts';
import { predicatesOf } from './cases.ts';
import type { JudgedCase } from './cases.ts';
import { JUDGE_LIMITS, predicateProgram } from './predicates.ts';
import type { Predicate } from './predicates.ts';
import { sameOutput } from './sameOutput.ts';
import { schemaCheck } from './schema.ts';

/** What one case showed; `message` null when it passed. Texts are short; the limit that stopped the call is `stop`. */
export type CaseResult = {
  readonly id: string;
  readonly kind: string;
  readonly message: string | null;
  readonly input: string | null;
  readonly expected: string | null;
  readonly actual: string | null;
  readonly stop: Stop | null;
};

const MESSAGE_MAX = 280;
const TEXT_MAX = 120;

export function shortText(text: string, max = MESSAGE_MAX): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}

/** What a call gave, as text: its output, or how it failed. Equal texts are equal behaviour. */
export function outcomeText(call: CallOutcome): string {
  if (call.status === 'ok') return call.output;
  if (call.status === 'error') return `${call.error.name}: ${call.error.message}`;
  return `stopped by its ${call.status} limit`;
}

/** The limit or wall that stopped a call; null when it came to an end. */
export function stopOf(call: CallOutcome): Stop | null {
  return call.status === 'ok' || call.status === 'error' ? null : call.status;
}

function directVerdict(suite: Suite, one: JudgedCase, call: CallOutcome): string | null {
  const got = shortText(outcomeText(call), 120);
  if (one.error !== undefined) {
    if (call.status !== 'error') return `an error with \`${one.error}\` was expected, got ${got}`;
    return outcomeText(call).includes(one.error)
      ? null
      : `an error with \`${one.error}\` was expected, got ${got}`;
  }
  if (call.status === 'error') return `threw ${got}`;
  if (call.status !== 'ok') return got;
  const output = parseJson(call.output);
  if (one.output !== undefined) {
    const expected = shortText(JSON.stringify(one.output), 120);
    const byPredicate = typeof one.compare === 'object' && 'predicate' in one.compare;
    if (!byPredicate)
      return sameOutput(one.output, output, one.compare) ? null : `expected ${expected}, got ${got}`;
  }
  const [problem] = schemaCheck(suite.output)(output);
  return problem === undefined ? null : `the output ${got} breaks its schema: ${problem}`;
}

function expectation(one: JudgedCase): string | null {
  if (one.error !== undefined) return shortText(`an error with ${one.error}`, TEXT_MAX);
  return one.output === undefined ? null : shortText(JSON.stringify(one.output), TEXT_MAX);
}

type Said = Map<string, readonly Json[]>;
/** What predicates and relations said of what they were given: most candidates of a search answer most inputs alike, and need no second judging. */
const judgedBefore = new WeakMap<Suite, { predicates: Said; relations: Said }>();
const REMEMBERED_MAX = 20_000;

/** Per text of arguments (`[input,output]`), one answer per predicate; a judge that fails answers none. */
async function heldBy(
  suite: Suite,
  what: 'predicates' | 'relations',
  pairs: readonly string[],
  sandbox: Sandbox,
): Promise<(readonly Json[])[]> {
  const before = judgedBefore.get(suite) ?? { predicates: new Map(), relations: new Map() };
  judgedBefore.set(suite, before);
  const known: Said = before[what];
  if (known.size > REMEMBERED_MAX) known.clear();
  const fresh = [...new Set(pairs)].filter((pair) => !known.has(pair));
  const answers = new Map<string, readonly Json[]>();
  if (fresh.length > 0) {
    const judging = await sandbox.evaluate({
      program: predicateProgram(statements(suite, what)),
      inputs: fresh,
      mode: 'plain',
      limits: JUDGE_LIMITS,
      seed: suite.seed,
    });
    if (judging.status !== 'ok') {
      throw new Error(
        `suite of ${suite.capability} v${suite.version}: its ${what === 'relations' ? 'relations' : 'properties'} do not load (${judging.error.message}); correct the capability file`,
      );
    }
    fresh.forEach((pair, position) => {
      const answer = judging.calls[position]!;
      const said = answer.status === 'ok' ? parseJson(answer.output) : null;
      answers.set(pair, Array.isArray(said) ? said : []);
      // Only what the predicates decided is remembered: a judge that ran out of time may have more of it next time.
      if (answer.status === 'ok') known.set(pair, answers.get(pair)!);
    });
  }
  return pairs.map((pair) => answers.get(pair) ?? known.get(pair)!);
}

function statements(suite: Suite, what: 'predicates' | 'relations'): readonly Predicate[] {
  return what === 'predicates' ? predicatesOf(suite) : suite.relations;
}

/** Judges changed inputs beside the ones they were changed from; a base that gave no output relates to nothing. */
async function judgeRelations(
  suite: Suite,
  cases: readonly JudgedCase[],
  calls: readonly CallOutcome[],
  messages: (string | null)[],
  sandbox: Sandbox,
): Promise<void> {
  const place = new Map(cases.map(({ id }, index) => [id, index]));
  const asked = cases.flatMap((one, index) => {
    if (one.relation === undefined || messages[index] !== null) return [];
    const at = place.get(one.relation.base)!;
    const [call, base] = [calls[index]!, calls[at]!];
    if (call.status !== 'ok' || base.status !== 'ok') return [];
    const given = `[${JSON.stringify(cases[at]!.input)},${base.output},${JSON.stringify(one.input)},${call.output}]`;
    return [{ index, relation: one.relation, base, call, from: cases[at]!, given }];
  });
  const held = await heldBy(
    suite,
    'relations',
    asked.map(({ given }) => given),
    sandbox,
  );
  asked.forEach(({ index, relation, base, call, from }, position) => {
    if (held[position]![relation.index] === true) return;
    const was = shortText(`${JSON.stringify(from.input)} → ${base.output}`, 90);
    const is = shortText(`${JSON.stringify(cases[index]!.input)} → ${call.output}`, 90);
    messages[index] = `\`${suite.relations[relation.index]!.name}\` does not hold between ${was} and ${is}`;
  });
}

/**
 * Judges the calls of a program, one per case and in the same order: expected outputs are compared outside the guest,
 * predicates run in the sandbox apart from the program (one evaluation for all cases that need them).
 * Throws an Error naming the capability where a predicate of the suite does not load: the suite is broken, not the candidate.
 */
export async function judgeCalls(
  suite: Suite,
  cases: readonly JudgedCase[],
  calls: readonly CallOutcome[],
  sandbox: Sandbox,
): Promise<CaseResult[]> {
  const messages = cases.map((one, index) => directVerdict(suite, one, calls[index]!));
  const asked = cases.flatMap((one, index) => {
    const call = calls[index]!;
    return messages[index] === null && one.predicates.length > 0 && call.status === 'ok'
      ? [{ index, one, call }]
      : [];
  });
  const held = await heldBy(
    suite,
    'predicates',
    asked.map(({ one, call }) => `[${JSON.stringify(one.input)},${call.output}]`),
    sandbox,
  );
  asked.forEach(({ index, one }, position) => {
    const answers = held[position]!;
    const broken = one.predicates.find((predicate) => answers[predicate] !== true);
    if (broken === undefined) return;
    const input = shortText(JSON.stringify(one.input), 100);
    const got = shortText(outcomeText(calls[index]!), 80);
    messages[index] = `\`${predicatesOf(suite)[broken]!.name}\` does not hold for ${input} → ${got}`;
  });
  if (suite.relations.length > 0) await judgeRelations(suite, cases, calls, messages, sandbox);
  return cases.map((one, index) => {
    const message = messages[index]!;
    const call = calls[index]!;
    return {
      id: one.id,
      kind: one.id.split('/')[0]!,
      message: message === null ? null : shortText(message),
      input: shortText(JSON.stringify(one.input), TEXT_MAX),
      expected: expectation(one),
      actual: shortText(outcomeText(call), TEXT_MAX),
      stop: stopOf(call),
    };
  });
}
