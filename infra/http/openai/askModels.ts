import { schemaCheck } from '../../../actors/proving/schema.ts';
import type { Model, ModelRequest, ModelUsage } from '../../../actors/models/model.ts';
import type { CapabilitySpec } from '../../../events/capability.ts';
import type { JsonSchema } from '../../../events/jsonSchema.ts';
import { isFields, parseJson } from '../../../events/json.ts';
import type { Json } from '../../../events/json.ts';
import { Problem } from '../problem.ts';
import { modelFailure } from './modelFailure.ts';
import { modelKey } from './modelKey.ts';

export type Asked = {
  /** JSON text that fits the output schema. */
  readonly output: string;
  readonly model: string;
  readonly simulated: boolean;
  readonly usage: ModelUsage;
  /** Of all models that were asked. */
  readonly costMicro: number;
  /** Models asked before it, and why their answers were not taken. */
  readonly rejected: readonly { readonly model: string; readonly reason: string }[];
};

/** Tokens of a question and an answer, for which models are compared. */
const USUAL = [1000, 300] as const;

/** A few of the capability's own examples say more than its schema. */
const EXAMPLES = 3;

/**
 * Asks language models for what a capability answers, the cheapest first, until one's answer fits the output
 * schema: that one is adequate. Nothing is proven by it. @throws Problem when none is.
 */
export async function askModels(
  models: readonly Model[],
  spec: CapabilitySpec,
  input: string,
  {
    requestId,
    timeoutMs,
    signal,
  }: { readonly requestId: string; readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Asked> {
  const check = schemaCheck(spec.output);
  const request = requestOf(spec, input);
  const rejected: { model: string; reason: string }[] = [];
  let failure: Problem | null = null;
  let costMicro = 0;
  const byCost = models.toSorted((a, b) => a.costOf(...USUAL) - b.costOf(...USUAL));
  for (const model of byCost) {
    const key = modelKey(requestId, model.name, request);
    const answer = await model.complete({ ...request, timeoutMs, key }, { signal });
    costMicro += answer.usage.costMicro;
    if (answer.status === 'failed') {
      failure = modelFailure(model.name, answer);
      rejected.push({ model: model.name, reason: answer.message });
      continue;
    }
    const output = outputOf(answer.text, spec.output);
    const problem = output === undefined ? 'the answer is not the JSON that was asked for' : check(output)[0];
    if (output === undefined || problem !== undefined) {
      rejected.push({ model: model.name, reason: `the answer breaks the output schema: ${problem}` });
      continue;
    }
    const { name, simulated } = model;
    return {
      output: JSON.stringify(output),
      model: name,
      simulated,
      usage: answer.usage,
      costMicro,
      rejected,
    };
  }
  const why = rejected.map(({ model, reason }) => `${model}: ${reason}`).join('; ');
  throw new Problem('model-failed', `no model had an answer for "${spec.capability}": ${why}`, {
    ...failure?.extra,
    ...(failure ? { status: failure.status } : {}),
    more: { dse: { cost_usd: costMicro / 1e6, rejected } },
  });
}

const OUTPUT = 'output';

/** Providers ask for an object at the root: anything else travels in a field. */
function isObject(schema: JsonSchema): boolean {
  return isFields(schema) && schema['type'] === 'object';
}

function requestOf(spec: CapabilitySpec, input: string): Omit<ModelRequest, 'timeoutMs' | 'key'> {
  const { capability, description, output, examples } = spec;
  const asked = (value: Json): Json => (isObject(output) ? value : { [OUTPUT]: value });
  const shown = examples
    .filter((example) => example.output !== undefined)
    .slice(0, EXAMPLES)
    .map((example) => `${JSON.stringify(example.input)} -> ${JSON.stringify(asked(example.output!))}`);
  const schema = isObject(output)
    ? output
    : { type: 'object', properties: { [OUTPUT]: output }, required: [OUTPUT], additionalProperties: false };
  return {
    messages: [
      {
        role: 'system',
        content: [
          `You are the function ${capability}: ${description}`,
          `Its input fits this JSON Schema: ${JSON.stringify(spec.input)}`,
          `Answer with nothing but JSON that fits: ${JSON.stringify(schema)}`,
          ...(shown.length > 0 ? ['Examples:', ...shown] : []),
        ].join('\n'),
      },
      { role: 'user', content: input },
    ],
    temperature: 0,
    maxTokens: null,
    seed: 1,
    format: { name: capability.replaceAll('-', '_'), schema },
  };
}

function outputOf(text: string, schema: JsonSchema): Json | undefined {
  try {
    const value = parseJson(text);
    if (isObject(schema)) return value;
    return isFields(value) ? value[OUTPUT] : undefined;
  } catch {
    return undefined;
  }
}
