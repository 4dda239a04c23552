import type { ModelFailure } from '../../../actors/models/model.ts';
import { Problem } from '../problem.ts';

/** The status a client of OpenAI would see for the same failure. */
const statuses: Readonly<Record<ModelFailure, number>> = {
  unknown_model: 502,
  bad_key: 502,
  rate_limited: 429,
  unavailable: 503,
  timeout: 504,
  aborted: 499,
  context: 400,
  refused: 422,
  cut: 502,
  malformed: 502,
  unrecorded: 503,
  bad_request: 400,
};

/** What a language model's failure is to the client. */
export function modelFailure(
  model: string,
  { cause, message }: { readonly cause: ModelFailure; readonly message: string },
): Problem {
  const code = cause === 'context' ? 'context_length_exceeded' : cause;
  return new Problem('model-failed', `${model}: ${message}`, { status: statuses[cause], code });
}
