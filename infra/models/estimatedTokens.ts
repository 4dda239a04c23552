import type { ModelMessage } from '../../actors/models/model.ts';

/** English and code take about four bytes a token in today's vocabularies; a guess, and shown as one. */
const BYTES_PER_TOKEN = 4;
/** What frames a message costs beside its text. */
const PER_MESSAGE = 4;

export function estimatedTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

export function estimatedPromptTokens(messages: readonly ModelMessage[]): number {
  return messages.reduce((sum, { content }) => sum + estimatedTokens(content) + PER_MESSAGE, 0);
}
