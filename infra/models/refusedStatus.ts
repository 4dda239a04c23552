import { failedAttempt } from './attempt.ts';
import type { AttemptFailure } from './attempt.ts';

/** What a server said in place of an answer. `status` null: in the middle of a stream, after it had said 200. */
export type ServerRefusal = {
  readonly status: number | null;
  /** The word OpenAI and those that speak like it give beside the sentence. */
  readonly code: string | null;
  readonly message: string;
  readonly afterMs: number | null;
};

const CONTEXT =
  /context[ _-]?(length|window|size)|maximum context|too many tokens|prompt is too long|input length exceeds|exceeds? the (available )?context/i;
const NO_MODEL = /model.{0,80}(not found|does not exist|not exist)|unknown model|pull model/i;
const DECLINED = /content[ _-]?(policy|filter|management)|safety|moderation/i;
const BROKE = /insufficient[ _-]quota|billing|credit balance|exceeded your current quota/i;

/**
 * Why a server gave no answer, by its status, its code, and where those say too little, its words. Only what may pass by itself is asked again:
 * 408, 429 without an empty purse, and 5xx (SPEC B20: a ladder is climbed for what does not pass).
 */
export function refusedStatus({ status, code, message, afterMs }: ServerRefusal): AttemptFailure {
  const said = code === null ? message : `${code}: ${message}`;
  const words = `${code ?? ''} ${message}`;
  const failed = (cause: AttemptFailure['cause'], again = false) =>
    failedAttempt(cause, status === null ? said : `${status} ${said}`, { again, afterMs });
  if (status === 401 || status === 403 || code === 'invalid_api_key') return failed('bad_key');
  if (BROKE.test(words)) return failed('rate_limited');
  if (status === 429 || code === 'rate_limit_exceeded') return failed('rate_limited', true);
  if (CONTEXT.test(words) || status === 413) return failed('context');
  if (status === 404 || code === 'model_not_found' || (status === 400 && NO_MODEL.test(words)))
    return failed('unknown_model');
  if (DECLINED.test(words)) return failed('refused');
  if (status === null || status === 408 || status >= 500) return failed('unavailable', true);
  return failed('bad_request');
}

/** What `Retry-After` (seconds or a date) and `retry-after-ms` ask for, ms; null when they ask for nothing that can be read. */
export function retryAfterMs(headers: Headers | undefined, nowMs: number): number | null {
  const exact = headers?.get('retry-after-ms');
  if (exact && /^\d+(\.\d+)?$/.test(exact)) return Math.ceil(Number(exact));
  const text = headers?.get('retry-after');
  if (!text) return null;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}
