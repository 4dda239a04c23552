import { sha256 } from '../../events/hash.ts';
import type { ModelMessage } from './model.ts';

/** The one text of a prompt: the messages as JSON, role before content. It is what runs and recordings know a prompt by. */
export function promptText(messages: readonly ModelMessage[]): string {
  return JSON.stringify(messages.map(({ role, content }) => ({ role, content })));
}

/** sha256 of `promptText`. */
export function promptHash(messages: readonly ModelMessage[]): string {
  return sha256(promptText(messages));
}
