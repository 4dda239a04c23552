import OpenAI, { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import type { ModelRequest } from '../../actors/models/model.ts';
import { countedTokens, failedAttempt } from './attempt.ts';
import type { Attempt, Attempted, Counted } from './attempt.ts';
import { refusedStatus, retryAfterMs } from './refusedStatus.ts';

export type OpenAiPlace = {
  /** What the provider calls the model. */
  readonly model: string;
  /** Of any server that speaks like OpenAI; null: OpenAI itself. */
  readonly baseUrl: string | null;
  /** Null: the server asks for none. */
  readonly apiKey: string | null;
};

const OPENAI_URL = 'https://api.openai.com/v1';

/** Chat completions of OpenAI, or of a server that speaks like it, streamed. */
export function openAiAttempt({ model, baseUrl, apiKey }: OpenAiPlace): Attempt {
  const client = new OpenAI({
    // Everything is said here: nothing of one server is sent to another because a variable is set.
    baseURL: baseUrl ?? OPENAI_URL,
    apiKey: apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    // It prints what it could not read; that is told as the outcome.
    logLevel: 'off',
  });
  // Newer models of OpenAI refuse `max_tokens`; older servers of others know nothing else.
  const most = (maxTokens: number | null) =>
    maxTokens === null
      ? {}
      : baseUrl === null
        ? { max_completion_tokens: maxTokens }
        : { max_tokens: maxTokens };

  return async (request, { onText, signal }) => {
    try {
      const stream = await client.chat.completions.create(
        {
          model,
          messages: request.messages.map(({ role, content }) => ({ role, content })),
          stream: true,
          stream_options: { include_usage: true },
          ...(request.temperature === null ? {} : { temperature: request.temperature }),
          ...(request.seed === null ? {} : { seed: request.seed }),
          ...most(request.maxTokens),
          ...formatOf(request),
        },
        {
          signal,
          // The call's own time ends it first.
          timeout: request.timeoutMs + 1000,
          headers: { 'Idempotency-Key': request.key },
        },
      );
      return await gathered(stream, onText);
    } catch (error) {
      return failureOf(error);
    }
  };
}

function formatOf({ format }: ModelRequest) {
  if (format === null) return {};
  const { name, schema } = format;
  if (typeof schema === 'boolean') return { response_format: { type: 'json_object' as const } };
  // Not `strict`: that refuses most schemas; what comes is checked here anyway.
  return {
    response_format: {
      type: 'json_schema' as const,
      json_schema: { name, schema: { ...schema }, strict: false },
    },
  };
}

async function gathered(
  stream: AsyncIterable<OpenAI.ChatCompletionChunk>,
  onText: (piece: string) => void,
): Promise<Attempted> {
  let text = '';
  let declined = '';
  let finish: string | null = null;
  let counted: Counted | null = null;
  for await (const chunk of stream) {
    if (chunk.usage) counted = countedTokens(chunk.usage.prompt_tokens, chunk.usage.completion_tokens);
    // Servers that speak like OpenAI leave the list out of their last chunk.
    const choice = (chunk.choices as OpenAI.ChatCompletionChunk.Choice[] | undefined)?.[0];
    if (!choice) continue;
    finish = choice.finish_reason ?? finish;
    declined += choice.delta.refusal ?? '';
    const piece = choice.delta.content ?? '';
    if (piece !== '') {
      text += piece;
      onText(piece);
    }
  }
  if (declined !== '') return { ...failedAttempt('refused', declined), counted };
  if (finish === null)
    return failedAttempt('cut', 'the stream ended before it said why it stops', { again: true });
  if (finish === 'content_filter')
    return { ...failedAttempt('refused', 'its content filter stopped the answer'), counted };
  return { status: 'ok', text, finish: finish === 'length' ? 'length' : 'stop', counted };
}

function failureOf(error: unknown): Attempted {
  if (error instanceof APIUserAbortError) return failedAttempt('aborted', error.message);
  if (error instanceof APIConnectionError)
    return failedAttempt('unavailable', reasonOf(error), { again: true });
  if (error instanceof APIError) {
    const said = error.error as { message?: unknown } | undefined;
    return refusedStatus({
      status: error.status ?? null,
      code: error.code ?? null,
      message: typeof said?.message === 'string' ? said.message : error.message,
      afterMs: retryAfterMs(error.headers, Date.now()),
    });
  }
  if (error instanceof SyntaxError) return failedAttempt('malformed', error.message);
  // What breaks off in the middle of the body: undici says `terminated`.
  if (error instanceof TypeError) return failedAttempt('cut', reasonOf(error), { again: true });
  return failedAttempt('malformed', String(error));
}

/** The innermost reason says which port or name it was. */
function reasonOf(error: Error): string {
  const { cause } = error;
  return cause instanceof Error ? `${error.message} ${reasonOf(cause)}` : error.message;
}
