import { Ollama } from 'ollama';
import type { ChatResponse } from 'ollama';
import type { ModelRequest } from '../../actors/models/model.ts';
import { countedTokens, failedAttempt } from './attempt.ts';
import type { Attempt, Attempted } from './attempt.ts';
import { MalformedLine, ollamaFetch, OllamaRefusal } from './ollamaFetch.ts';
import { refusedStatus, retryAfterMs } from './refusedStatus.ts';

export type OllamaPlace = {
  /** What Ollama calls the model, such as `qwen3:4b`. */
  readonly model: string;
  /** Null: the server on this machine. */
  readonly baseUrl: string | null;
  /** Null: the server asks for none. */
  readonly apiKey: string | null;
};

/** `/api/chat` of Ollama, streamed. */
export function ollamaAttempt({ model, baseUrl, apiKey }: OllamaPlace): Attempt {
  return async (request, { onText, signal }) => {
    // One client a question: before the answer begins it can only be stopped through its `fetch`.
    const client = new Ollama({
      ...(baseUrl === null ? {} : { host: baseUrl }),
      ...(apiKey === null ? {} : { headers: { Authorization: `Bearer ${apiKey}` } }),
      fetch: ollamaFetch(signal),
    });
    try {
      const stream = await client.chat({ ...asked(model, request), stream: true });
      let text = '';
      let last: ChatResponse | null = null;
      for await (const part of stream) {
        const piece = (part.message as ChatResponse['message'] | undefined)?.content ?? '';
        if (piece !== '') {
          text += piece;
          onText(piece);
        }
        last = part;
      }
      return answered(text, last);
    } catch (error) {
      return failureOf(error, signal);
    }
  };
}

function asked(model: string, request: ModelRequest) {
  const { temperature, maxTokens, seed, format } = request;
  return {
    model,
    messages: request.messages.map(({ role, content }) => ({ role, content })),
    // Without these a prompt that is too long is answered with a part of it left out, and nothing says so.
    truncate: false,
    shift: false,
    ...(format === null
      ? {}
      : { format: typeof format.schema === 'boolean' ? 'json' : { ...format.schema } }),
    options: {
      ...(temperature === null ? {} : { temperature }),
      ...(maxTokens === null ? {} : { num_predict: maxTokens }),
      ...(seed === null ? {} : { seed }),
    },
  };
}

function answered(text: string, last: ChatResponse | null): Attempted {
  return {
    status: 'ok',
    text,
    finish: last?.done_reason === 'length' ? 'length' : 'stop',
    // A prompt that is still in its cache is not counted again.
    counted: countedTokens(last?.prompt_eval_count, last?.eval_count),
  };
}

function failureOf(error: unknown, signal: AbortSignal): Attempted {
  if (signal.aborted) return failedAttempt('aborted', 'stopped');
  if (error instanceof OllamaRefusal)
    return refusedStatus({
      status: error.status,
      code: null,
      message: error.message,
      afterMs: retryAfterMs(error.headers, Date.now()),
    });
  if (error instanceof MalformedLine) return failedAttempt('malformed', error.message);
  if (!(error instanceof Error)) return failedAttempt('malformed', String(error));
  // `fetch failed` before the first byte, `terminated` after it.
  if (error instanceof TypeError) {
    const cause = error.cause instanceof Error ? ` ${error.cause.message}` : '';
    return error.message === 'terminated'
      ? failedAttempt('cut', `the connection was lost${cause}`, { again: true })
      : failedAttempt('unavailable', `${error.message}${cause}`, { again: true });
  }
  if (/did not receive done/i.test(error.message))
    return failedAttempt('cut', 'the stream ended before it said that it is done', { again: true });
  // An `error` line in the middle of the stream.
  return refusedStatus({ status: null, code: null, message: error.message, afterMs: null });
}
