import type { ModelUsage } from '../../../actors/models/model.ts';

/** What a chat is answered with. */
export type ChatAnswer = {
  readonly content: string;
  readonly finish: 'stop' | 'length';
  /** Null: no model was asked. */
  readonly usage: ModelUsage | null;
  /** The extension: who answered, at what cost. */
  readonly dse: Readonly<Record<string, unknown>>;
};

/** Answers a chat; `onText` hears each piece as it comes. @throws Problem */
export type Answering = (onText: (piece: string) => void) => Promise<ChatAnswer>;

export type Told = { readonly id: string; readonly model: string; readonly created: number };

function tokens(usage: ModelUsage | null) {
  const { inputTokens = 0, outputTokens = 0 } = usage ?? {};
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
}

/** The whole answer in one object. */
export function completion(told: Told, { content, finish, usage, dse }: ChatAnswer) {
  return {
    object: 'chat.completion',
    ...told,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, refusal: null },
        finish_reason: finish,
        logprobs: null,
      },
    ],
    usage: tokens(usage),
    dse,
  };
}

type Delta = { readonly role?: 'assistant'; readonly content?: string };

/** A piece of a stream. */
export function chunk(told: Told, delta: Delta, finish: ChatAnswer['finish'] | null = null) {
  return {
    object: 'chat.completion.chunk',
    ...told,
    choices: [{ index: 0, delta, finish_reason: finish, logprobs: null }],
  };
}

/** The last piece, for clients that asked for the usage. */
export function usageChunk(told: Told, { usage, dse }: ChatAnswer) {
  return { object: 'chat.completion.chunk', ...told, choices: [], usage: tokens(usage), dse };
}
