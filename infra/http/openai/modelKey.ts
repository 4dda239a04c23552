import type { ModelRequest } from '../../../actors/models/model.ts';
import { sha256 } from '../../../events/hash.ts';

/**
 * The key under which a provider takes asking twice for asking once: of the request, the model and what it is asked. A request's id may be
 * the client's own word and stand for several questions, to which a provider that knows keys must not give one answer.
 */
export function modelKey(
  requestId: string,
  model: string,
  { messages, temperature, maxTokens, seed, format }: Omit<ModelRequest, 'timeoutMs' | 'key'>,
): string {
  const asked = sha256(JSON.stringify([messages, temperature, maxTokens, seed, format]));
  return `${requestId}.${model}.${asked.slice(0, 16)}`;
}
