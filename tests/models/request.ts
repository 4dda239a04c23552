import type { ModelRequest } from '../../actors/models/model.ts';

/** A request with one message of the user's. */
export function asking(content: string, rest: Partial<ModelRequest> = {}): ModelRequest {
  return {
    messages: [{ role: 'user', content }],
    temperature: null,
    maxTokens: null,
    seed: null,
    format: null,
    timeoutMs: 30_000,
    key: 'key-1',
    ...rest,
  };
}
