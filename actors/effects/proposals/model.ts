import type { CountedAim } from '../../../events/optimization.ts';
import { adaptiveTimeout } from '../../../machines/rules/adaptiveTimeout.ts';
import { rungOf } from '../../../machines/rules/ladder.ts';
import type { Rung } from '../../../machines/rules/ladder.ts';
import { deriveSeed } from '../../../machines/rules/random.ts';
import type { Attempt } from '../../generators/model/attempt.ts';
import { codeOf } from '../../generators/model/codeOf.ts';
import { EXPERIMENT_TOKENS } from '../../generators/model/modelGenerator.ts';
import type { ModelGenerator } from '../../generators/model/modelGenerator.ts';
import { promptOf } from '../../generators/model/prompt.ts';
import type { PromptParts } from '../../generators/model/prompt.ts';
import { sameCode } from '../../generators/model/sameCode.ts';
import { promptHash } from '../../models/prompt.ts';
import { recordedFor } from '../../models/recordedFor.ts';
import { visibleScorer } from '../../proving/visible.ts';
import { blobText, lifecycleOf, priced, suiteOfHash } from '../../workshop.ts';
import { changelogOf } from '../changelog.ts';
import { attemptsOf, said, taskHistory } from '../taskHistory.ts';
import type { TaskHistory } from '../taskHistory.ts';
import { tiersOf } from '../ladder.ts';
import { candidateId } from './candidateId.ts';
import { nothing, startOf, withTarget } from './proposal.ts';
import type { Proposed, ProposedCandidate, Proposing } from './proposal.ts';

/** A model may take so long where the task has no deadline of its own. */
const PATIENCE_MS = 120_000;
/** Proven code of other capabilities that is shown. */
const RELATIVES = 2;
const RELATIVE_LIKE = 0.5;

/** 1-based lines of a source in which statements begin at these offsets. */
function linesAt(source: string, offsets: readonly number[]): number[] {
  return [...new Set(offsets.map((offset) => source.slice(0, offset).split('\n').length))].sort(
    (a, b) => a - b,
  );
}

/** The lines that ran on the first visible check that fails; null where nobody can tell. */
async function traceOf(
  { workshop, spec, suite, declared }: Proposing,
  source: string,
): Promise<number[] | null> {
  const { language } = declared;
  if (language !== 'javascript' && language !== 'typescript') return null;
  const open = { spec, suite: await suiteOfHash(workshop, suite.hash), sandbox: workshop.sandbox, language };
  const { checks, executed } = await visibleScorer(open)(source, { trace: true });
  const ran = executed?.[checks.indexOf(false)];
  return ran === undefined ? null : linesAt(source, ran).slice(0, 60);
}

async function relativesOf(
  { workshop, spec, declared }: Proposing,
  attempts: number,
): Promise<{ description: string; source: string }[]> {
  // A first shot is asked for in the capability's own words alone.
  if (attempts === 0) return [];
  const { found } = await workshop.readModel.similar({
    text: spec.description,
    limit: RELATIVES,
    minSimilarity: RELATIVE_LIKE,
    types: ['function', 'test'],
    languages: [declared.language],
  });
  return Promise.all(
    found.map(async ({ artifact, description }) => {
      const { context } = await lifecycleOf(workshop, { kind: 'artifact', id: artifact });
      return { description, source: await blobText(workshop, context.artifact!.source, 'the source') };
    }),
  );
}

/** What is to become better of something that has not drifted, as a model is told. */
const WANTED: Readonly<Record<CountedAim | 'all', string>> = {
  performance: 'it does too much work, all inputs together',
  latency: 'it does too much work for the input that takes it longest',
  quality:
    'it shall be right for more inputs and refuse malformed ones with an error, with no statement or branch that no input reaches, and without more work',
  all: 'it does too much work',
};

/** What is to be improved, and why; null for a first answer. */
async function parentOf(proposing: Proposing): Promise<PromptParts['parent']> {
  const { workshop, task, request } = proposing;
  const start = startOf(proposing);
  if (start === null) return null;
  const { context } = await lifecycleOf(workshop, { kind: request.kind, id: start });
  const why =
    task.strategy === 'speed'
      ? WANTED[task.experiment?.aim ?? 'all']
      : `it is wrong for some inputs: ${task.drifted.join(', ')}`;
  return {
    source: await blobText(workshop, context.artifact!.source, 'the source'),
    why,
    changelog: await changelogOf(workshop, request.kind, request.target!, task.experiment ?? null),
  };
}

/** What may be shown: for a first answer the capability's own examples, for a better one those of the suite that found it wrong, the newest first. */
async function examplesOf({ workshop, request, spec, suite }: Proposing): Promise<PromptParts['examples']> {
  if (request.target === null) return spec.examples;
  const { examples } = await suiteOfHash(workshop, suite.hash);
  return examples
    .filter(({ output, error }) => output !== undefined || error !== undefined)
    .toReversed()
    .map(({ input, output, error }) => ({ input, output, error }));
}

/**
 * How long the model may take, ms: as it usually does and a little more (SPEC B31), and no longer than to the task's deadline, with a little of that
 * kept for the proof.
 */
async function patience(
  { workshop, request }: Proposing,
  { acceptedAt }: TaskHistory,
  model: string,
): Promise<number> {
  const seen = await workshop.readModel.modelLatency(model, request.capability);
  const usual = adaptiveTimeout(seen, PATIENCE_MS);
  if (request.deadline_ms === null) return usual;
  const left = acceptedAt + request.deadline_ms - workshop.host.now();
  return Math.max(1000, Math.min(usual, Math.floor(left * 0.8)));
}

/**
 * One shot of a language model (SPEC T4, B20): what it is told and how warm it is follows from its rung on the ladder; what earlier attempts of
 * this task failed of is told. An answer without code, or with the code of before, proposes nothing.
 */
export async function proposeByModel(proposing: Proposing, generator: ModelGenerator): Promise<Proposed> {
  const { workshop, id, request, spec } = proposing;
  const started = performance.now();
  const history = await taskHistory(workshop, id);
  const calls = said(history, 'candidates.proposed').filter(({ model }) => model !== undefined).length;
  const rung: Rung = rungOf(calls, tiersOf(workshop.modelGenerators.values())) ?? {
    tier: generator.tier,
    temperature: 0.7,
    telling: 'failures',
  };
  const attempts = await attemptsOf(workshop, history, request.kind);
  const told = await Promise.all(
    attempts.map(async (attempt, index) => ({
      ...attempt,
      trace:
        rung.telling === 'failures and trace' && index === attempts.length - 1
          ? await traceOf(proposing, attempt.source)
          : null,
    })),
  );
  const messages = promptOf({
    spec,
    description: descriptionOf(history),
    examples: await examplesOf(proposing),
    parent: await parentOf(proposing),
    attempts: told,
    relatives: await relativesOf(proposing, attempts.length),
  });
  const temperature =
    proposing.task.experiment?.temperature ??
    proposing.task.temperature ??
    generator.temperature ??
    rung.temperature;
  const asked = performance.now();
  const recorded = recordedFor(workshop, generator.model, request.capability, id);
  const answer = await recorded.complete({
    messages,
    temperature,
    // What an experiment may cost was reserved with this bound.
    maxTokens: generator.maxTokens ?? (proposing.task.experiment ? EXPERIMENT_TOKENS : null),
    seed: deriveSeed(request.seed, `model ${generator.name} ${calls}`) % 2 ** 31,
    format: null,
    timeoutMs: await patience(proposing, history, generator.model.name),
    key: `${id}.${generator.name}.${calls}`,
  });
  const modelMs = performance.now() - asked;
  const found =
    answer.status === 'ok'
      ? await candidateOf(proposing, answer.text, attempts)
      : { candidate: null, note: `${answer.cause}: ${answer.message}` };
  const note =
    found.note === '' ? `attempt ${calls + 1}, ${rung.tier}, temperature ${temperature}` : found.note;
  const { usage } = answer;
  const compute = priced(workshop, performance.now() - started - modelMs);
  return {
    ...nothing(generator.name, note),
    candidates: found.candidate === null ? [] : [found.candidate],
    evaluations: 1,
    cost_micro: compute + usage.costMicro,
    model: {
      model: generator.model.name,
      provider: generator.model.provider,
      called: generator.model.model.slice(0, 200),
      prompt: promptHash(messages),
      outcome: answer.status === 'ok' ? answer.finish : answer.cause,
      input_tokens: usage.inputTokens,
      output_tokens: usage.outputTokens,
      estimated: usage.estimated,
      cost_micro: usage.costMicro,
      latency_us: usage.latencyUs,
      simulated: generator.model.simulated,
      temperature,
      rung: calls + 1,
    },
  };
}

type Answered = { readonly candidate: ProposedCandidate | null; readonly note: string };

/** The candidate in an answer; null, and why, where there is none. */
async function candidateOf(
  proposing: Proposing,
  text: string,
  before: readonly Attempt[],
): Promise<Answered> {
  const { workshop, spec, declared } = proposing;
  const none = (note: string): Answered => ({ candidate: null, note });
  const source = codeOf(text, spec.entry);
  if (source === null) return none(`the answer holds no code that names ${spec.entry}`);
  // Nothing as long as this can be accepted: it is neither read nor kept for ever.
  if (source.length > spec.scope.max_length)
    return none(`the answer's code has ${source.length} characters, ${spec.scope.max_length} are allowed`);
  const same = before.find((attempt) => sameCode(attempt.source, source, declared.language));
  if (same) return none(`a fix was claimed, but the code is that of ${same.artifact}`);
  const { artifact, isKnown } = await candidateId(proposing, source);
  if (isKnown) return none(`${artifact} was judged before`);
  const start = startOf(proposing);
  const parents =
    start === null ? before.slice(-1).map((attempt) => attempt.artifact) : withTarget(proposing, [start]);
  const candidate = {
    artifact,
    source: await workshop.host.substrate.blobs.put(source, 'keep'),
    operators: parents.length > 0 ? ['rewrite'] : ['write'],
    found_at: 0,
    fuel: null,
    parents,
  };
  return { candidate, note: '' };
}

/** The words of the request. */
function descriptionOf({ facts }: TaskHistory): string {
  const accepted = facts.find(({ type }) => type === 'task.accepted');
  return (accepted?.data['request'] as { description: string } | undefined)?.description ?? '';
}
