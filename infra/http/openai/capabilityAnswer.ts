import { recordedFor } from '../../../actors/models/recordedFor.ts';
import type { RecordMode } from '../../../actors/recorder.ts';
import { contractOf } from '../../answers/capabilities.ts';
import type { Dse } from '../../dse.ts';
import { notRunProblem } from '../notRunProblem.ts';
import { Problem } from '../problem.ts';
import { unitOf } from '../unit.ts';
import { ranOrProblem } from '../routes/run.ts';
import { askModels } from './askModels.ts';
import type { Answering } from './completion.ts';
import { inputOf } from './input.ts';
import { lastUserText, wantsJson } from './request.ts';
import type { ChatRequest } from './request.ts';

export type Asking = {
  readonly requestId: string;
  readonly record: RecordMode;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
};

/** Answers a chat with what is proven for a capability; where nothing is, with a language model whose answer fits the output schema. */
export function capabilityAnswer(
  dse: Dse,
  capability: string,
  request: ChatRequest,
  { requestId, record, timeoutMs, signal }: Asking,
): Answering {
  return async (onText) => {
    const contract = await contractOf(dse, capability);
    if (contract === null)
      throw new Problem(
        'unknown-model',
        `the model "dse/${capability}" does not exist: no such capability is declared`,
        {
          param: 'model',
          code: 'model_not_found',
        },
      );
    const { spec } = contract;
    const input = inputOf(lastUserText(request), spec.input);
    const running = { capability, input, correlation: requestId, ...unitOf(request.user) };
    const answer = await dse.server.run(running, record);
    const nothing =
      answer.status === 'refused' && ['nothing_served', 'quarantined'].includes(answer.cause) ? answer : null;
    if (nothing !== null) {
      const models = [...dse.workshop.models.values()].map((model) =>
        recordedFor(dse.workshop, model, capability, requestId),
      );
      if (models.length === 0) throw notRunProblem(nothing);
      const asked = await askModels(models, spec, input, { requestId, timeoutMs, signal });
      const content = contentOf(asked.output, request);
      onText(content);
      const { model, simulated, usage, costMicro, rejected } = asked;
      return {
        content,
        finish: 'stop',
        usage,
        dse: { by: 'model', model, simulated, cost_usd: costMicro / 1e6, rejected, reason: nothing.reason },
      };
    }
    const { output, run } = ranOrProblem(answer);
    const content = contentOf(output, request);
    onText(content);
    const { ran: artifact, quality, cache, cost_micro } = run;
    return {
      content,
      finish: 'stop',
      usage: null,
      dse: { by: 'artifact', artifact, run: requestId, quality, cache, cost_usd: cost_micro / 1e6 },
    };
  };
}

/** A text is told as it is, unless JSON is asked for; everything else as JSON. */
function contentOf(output: string, request: ChatRequest): string {
  const value: unknown = JSON.parse(output);
  return typeof value === 'string' && !wantsJson(request) ? value : output;
}
