import { randomUUID } from 'node:crypto';
import { PROMPT_REPAIRS, voicesOf } from '../../actors/prompting/asking.ts';
import { noModel } from '../../actors/prompting/noModel.ts';
import { answerSchema, render } from '../../actors/prompting/render.ts';
import { structured, summed } from '../../actors/models/structured.ts';
import type { StructuredAnswer } from '../../actors/models/structured.ts';
import type { Model } from '../../actors/models/model.ts';
import type { CallOutcome, Limits, Program, PromptContract, Spent } from '../../actors/ports.ts';
import { schemaCheck } from '../../actors/proving/schema.ts';
import { sha256 } from '../../events/hash.ts';
import { canonicalJson, isFields, parseJson } from '../../events/json.ts';
import type { Json } from '../../events/json.ts';
import { PromptGenome } from '../../events/promptGenome.ts';
import { deriveSeed } from '../../machines/rules/random.ts';
import type { Call } from './callEngine.ts';

/** A model of the settings by its name, each call of which is a run booked for a capability; null: there is none of this name. */
export type AskedModel = (name: string, capability: string, correlation: string) => Model | null;

type Failed = Extract<StructuredAnswer, { status: 'failed' }>;

function genomeOf(source: string): PromptGenome | string {
  try {
    const read = PromptGenome.safeParse(JSON.parse(source));
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    return `the genome is not valid: \`${issue?.path.join('.') ?? ''}\` ${issue?.message ?? ''}`;
  } catch (error) {
    return `the genome is not JSON: ${String(error)}`;
  }
}

/** What most answers say; of as many the one that was said first. */
function majority(values: readonly Json[]): Json | undefined {
  const texts = values.map((value) => canonicalJson(value));
  const votes = (text: string): number => texts.filter((one) => one === text).length;
  const most = Math.max(...texts.map(votes));
  return values[texts.findIndex((text) => votes(text) === most)];
}

function spentOn(answers: readonly StructuredAnswer[]): Spent {
  const usage = answers.map((answer) => answer.usage).reduce(summed);
  const repairs = answers.reduce((sum, answer) => sum + answer.repairs, 0);
  return {
    calls: answers.length + repairs,
    tokens: usage.inputTokens + usage.outputTokens,
    repairs,
    costMicro: usage.costMicro,
  };
}

/** How a call without an answer ended, by the first voice: malformed output, no time, or a model that did not answer. */
function failure({ cause, message }: Failed, common: Pick<CallOutcome, 'fuel' | 'wallUs'>): CallOutcome {
  if (cause === 'timeout') return { ...common, status: 'timeout', detail: message.slice(0, 500) };
  const name = cause === 'malformed' ? 'MalformedAnswer' : 'ModelFailed';
  return { ...common, status: 'error', error: { name, message: message.slice(0, 500) } };
}

/**
 * A prompt's call: the genome's model is asked about the input, and what it answers is checked against the output schema, once more with what
 * was wrong where it does not fit (SPEC E15). An input that breaks its schema and a blank rubric ask nobody. `program.source` is the genome.
 */
export function promptCall(modelOf: AskedModel): (program: Program) => Call | string {
  return ({ source, contract }) => {
    if (contract === undefined) return 'a prompt needs the contract of its capability to be asked';
    const genome = genomeOf(source);
    if (typeof genome === 'string') return genome;
    const id = sha256(source);
    const model = modelOf(genome.model_key, contract.capability, `prompt-${id.slice(0, 16)}`);
    if (model === null) return noModel(genome.model_key);
    const fits = schemaCheck(contract.input);
    return (input, limits) => answered({ genome, contract, model, id }, fits, input, limits);
  };
}

type Opened = {
  readonly genome: PromptGenome;
  readonly contract: PromptContract;
  readonly model: Model;
  readonly id: string;
};

async function answered(
  { genome, contract, model, id }: Opened,
  fits: (input: Json) => readonly string[],
  text: string,
  limits: Limits,
): Promise<CallOutcome> {
  const started = performance.now();
  const common = () => ({ fuel: null, wallUs: Math.round((performance.now() - started) * 1000) });
  const refused = (name: string, message: string): CallOutcome => ({
    ...common(),
    status: 'error',
    error: { name, message },
  });
  if (genome.rubric.trim() === '')
    return refused('BlankRubric', 'the rubric says nothing, so nobody is asked');
  const input = parseJson(text);
  const [problem] = fits(input);
  if (problem !== undefined) return refused('InputError', `the input breaks its schema: ${problem}`);
  const request = {
    name: 'answer',
    schema: answerSchema(genome, contract.output),
    messages: render(genome, contract, input),
    temperature: genome.temperature,
    maxTokens: genome.max_tokens,
    timeoutMs: limits.wallMs,
    repairsMax: PROMPT_REPAIRS,
  };
  const answers = await Promise.all(
    Array.from({ length: voicesOf(genome) }, (_, voice) =>
      structured(model, {
        ...request,
        seed: deriveSeed(voice, `${id} ${text}`) % 2 ** 31,
        key: randomUUID(),
      }),
    ),
  );
  const spent = spentOn(answers);
  const values = answers.flatMap((answer) =>
    answer.status === 'ok' && isFields(answer.value) ? [answer.value['answer'] as Json] : [],
  );
  const value = majority(values);
  if (value === undefined) return { ...failure(answers[0] as Failed, common()), spent };
  const output = JSON.stringify(value);
  if (Buffer.byteLength(output) > limits.outputBytes)
    return {
      ...common(),
      status: 'output',
      detail: `the answer has ${Buffer.byteLength(output)} bytes, ${limits.outputBytes} are allowed`,
      spent,
    };
  return { ...common(), status: 'ok', output, spent };
}
