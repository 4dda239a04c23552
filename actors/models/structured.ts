import type { JsonSchema } from '../../events/jsonSchema.ts';
import { parseJson } from '../../events/json.ts';
import type { Json } from '../../events/json.ts';
import { schemaCheck } from '../proving/schema.ts';
import type { Model, ModelFailure, ModelMessage, ModelRequest, ModelUsage } from './model.ts';

export type StructuredRequest = Omit<ModelRequest, 'format' | 'timeoutMs'> & {
  readonly name: string;
  readonly schema: JsonSchema;
  /** All questions together, ms. */
  readonly timeoutMs: number;
  /** How often it may be asked again; `REPAIRS_MAX` unless given. */
  readonly repairsMax?: number;
};

export type StructuredAnswer =
  | {
      readonly status: 'ok';
      readonly value: Json;
      /** How often an answer did not fit and was asked for again (SPEC E3, E15). */
      readonly repairs: number;
      readonly usage: ModelUsage;
    }
  | {
      readonly status: 'failed';
      readonly cause: ModelFailure;
      readonly message: string;
      readonly repairs: number;
      readonly usage: ModelUsage;
    };

export const REPAIRS_MAX = 2;
const PROBLEMS_MAX = 5;

type Checked =
  | { readonly fits: true; readonly value: Json }
  | { readonly fits: false; readonly problem: string };

/** Models like to put JSON between fences, format or no format. */
const FENCED = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/;

function checked(text: string, cut: boolean, schema: JsonSchema): Checked {
  let value: Json;
  try {
    value = parseJson(FENCED.exec(text)?.[1] ?? text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { fits: false, problem: cut ? `it was cut off: ${why}` : `it is not JSON: ${why}` };
  }
  const problems = schemaCheck(schema)(value);
  if (problems.length === 0) return { fits: true, value };
  return { fits: false, problem: problems.slice(0, PROBLEMS_MAX).join('; ') };
}

/** Two calls as one: estimated when either was. */
export function summed(one: ModelUsage, other: ModelUsage): ModelUsage {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    estimated: one.estimated || other.estimated,
    costMicro: one.costMicro + other.costMicro,
    attempts: one.attempts + other.attempts,
    latencyUs: one.latencyUs + other.latencyUs,
  };
}

/**
 * Asks for JSON that fits a schema (SPEC E15). What does not fit is shown to the model with what is wrong, at most `repairsMax` times; each repair
 * is counted and paid for. An answer that never fits is the outcome `malformed`. Throws only where the schema is none.
 */
export async function structured(
  model: Model,
  { name, schema, timeoutMs, repairsMax = REPAIRS_MAX, ...request }: StructuredRequest,
  signal?: AbortSignal,
): Promise<StructuredAnswer> {
  const messages: ModelMessage[] = [...request.messages];
  let usage: ModelUsage | null = null;
  for (let repairs = 0; ; repairs += 1) {
    const spentMs = (usage?.latencyUs ?? 0) / 1000;
    const answer = await model.complete(
      {
        ...request,
        messages: [...messages],
        format: { name, schema },
        timeoutMs: Math.max(1, Math.floor(timeoutMs - spentMs)),
        key: repairs === 0 ? request.key : `${request.key}-${repairs}`,
      },
      signal === undefined ? {} : { signal },
    );
    usage = usage === null ? answer.usage : summed(usage, answer.usage);
    if (answer.status === 'failed')
      return { status: 'failed', cause: answer.cause, message: answer.message, repairs, usage };
    const read = checked(answer.text, answer.finish === 'length', schema);
    if (read.fits) return { status: 'ok', value: read.value, repairs, usage };
    if (repairs === repairsMax) {
      const message = `model ${model.name}: no answer fits the schema ${name} after ${repairs} repairs: ${read.problem}. Simplify the schema, or use a stronger model.`;
      return { status: 'failed', cause: 'malformed', message, repairs, usage };
    }
    messages.push(
      { role: 'assistant', content: answer.text },
      {
        role: 'user',
        content: `That does not fit the schema: ${read.problem}. Answer again with the corrected JSON alone.`,
      },
    );
  }
}
