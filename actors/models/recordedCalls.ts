import { sha256 } from '../../events/hash.ts';
import type { Run, Value } from '../../events/run.ts';
import type { BlobStore } from '../../events/substrate/blobs.ts';
import type { Recorder } from '../recorder.ts';
import type { Model, ModelAnswer, ModelRequest } from './model.ts';
import { promptText } from './prompt.ts';

/** Prompts and completions up to this size stand inline in run batches; larger ones are blobs (bytes). */
const INLINE_MAX = 16_384;

/** Names of models are short enough that the capability of their runs is an id, too. */
export const MODEL_NAME_MAX = 58;

/** The capability whose batches hold the calls of a model. */
export const capabilityOfModel = (name: string): string => `model-${name}`;

export type CallRecord = {
  readonly recorder: Pick<Recorder, 'record'>;
  readonly blobs: Pick<BlobStore, 'put'>;
  /** ms since 1970, as the host's. */
  readonly now: () => number;
  /** The capability the calls are made for; null: none. What they cost is then that capability's. */
  readonly for: string | null;
  /** The task or request they belong to. */
  readonly correlation: string;
};

/**
 * The same model, each call of which is a run in the log before it is answered (issue 5, step 1): prompt, completion, tokens, cost, latency, and
 * why it failed. A call made twice after a crash is two runs: both are paid for (law 3).
 */
export function recordedCalls(model: Model, record: CallRecord): Model {
  const { name, provider, simulated } = model;
  return {
    name,
    provider,
    model: model.model,
    simulated,
    costOf: (inputTokens, outputTokens) => model.costOf(inputTokens, outputTokens),
    complete: async (request, options) => {
      const at = new Date(record.now()).toISOString();
      const answer = await model.complete(request, options);
      const run = await runOf(model, request, answer, at, record);
      await record.recorder.record(capabilityOfModel(name), { run, steps: [] }, 'durable');
      return answer;
    },
  };
}

async function runOf(
  { name, provider, model, simulated }: Model,
  request: ModelRequest,
  answer: ModelAnswer,
  at: string,
  { blobs, for: asked, correlation }: CallRecord,
): Promise<Omit<Run, 'id'>> {
  const { usage } = answer;
  const input = promptText(request.messages);
  const output = answer.status === 'ok' ? JSON.stringify(answer.text) : null;
  const timedOut = answer.status === 'failed' && answer.cause === 'timeout';
  return {
    kind: 'tool',
    ran: name,
    input: await kept(input, blobs),
    output: output === null ? null : await kept(output, blobs),
    outcome: answer.status === 'ok' ? 'ok' : timedOut ? 'timeout' : 'error',
    error: answer.status === 'ok' ? null : answer.message.slice(0, 500),
    quality: null,
    failed: [],
    latency_us: usage.latencyUs,
    fuel: null,
    wall_us: usage.latencyUs,
    cpu_us: null,
    peak_bytes: null,
    output_bytes: output === null ? 0 : Buffer.byteLength(output),
    cost_micro: usage.costMicro,
    cache: 'none',
    at,
    parent: null,
    correlation,
    model: {
      provider,
      model,
      for: asked,
      input_tokens: usage.inputTokens,
      output_tokens: usage.outputTokens,
      estimated: usage.estimated,
      attempts: usage.attempts,
      ended: answer.status === 'ok' ? answer.finish : answer.cause,
      simulated,
    },
  };
}

async function kept(json: string, blobs: CallRecord['blobs']): Promise<Value> {
  if (Buffer.byteLength(json) <= INLINE_MAX) return { hash: sha256(json), json };
  return { hash: await blobs.put(json, 'value'), blob: true };
}
