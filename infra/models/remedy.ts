import type { ModelFailure } from '../../actors/models/model.ts';

/** What to do about each failure (law 10). */
export const remedy: Readonly<Record<ModelFailure, string>> = {
  unknown_model: 'Correct `model` (or `base_url`) in the settings; with Ollama, pull it first.',
  bad_key: 'Set the environment variable that `api_key_env` names to a valid key.',
  rate_limited: 'Wait, raise the limit at the provider or `rate_per_minute`, or use another model.',
  unavailable: 'Check that the server runs and is reached at `base_url`, or try again later.',
  timeout: 'Allow more time (`timeout_ms`), or ask for less.',
  aborted: 'The caller stopped it.',
  context: 'Shorten the prompt, or use a model with a larger context.',
  refused: 'Ask in another way, or use another model.',
  cut: 'Try again.',
  malformed: 'Try again; when it stays so, check that `base_url` leads to this kind of server.',
  unrecorded: 'Record this prompt, or use a live model.',
  bad_request: 'Correct the settings the message names.',
};
