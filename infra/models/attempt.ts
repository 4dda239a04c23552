import type { ModelFailure, ModelRequest } from '../../actors/models/model.ts';

/** Tokens as the provider counted them. */
export type Counted = { readonly input: number; readonly output: number };

/** How one question over the wire ended. */
export type Attempted =
  | {
      readonly status: 'ok';
      readonly text: string;
      readonly finish: 'stop' | 'length';
      /** Null: the provider did not say. */
      readonly counted: Counted | null;
    }
  | {
      readonly status: 'failed';
      readonly cause: ModelFailure;
      /** What the provider said, without remedy. */
      readonly message: string;
      /** Asking the same again may succeed: too many requests, a server's own fault, a lost connection. */
      readonly again: boolean;
      /** How long the provider asks to be left alone; null: it did not say. */
      readonly afterMs: number | null;
      readonly counted: Counted | null;
    };

/** What a provider says it counted; null where it said no two whole numbers. Servers that speak like OpenAI leave one out, or say null. */
export function countedTokens(input: unknown, output: unknown): Counted | null {
  return isCount(input) && isCount(output) ? { input, output } : null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export type AttemptFailure = Extract<Attempted, { status: 'failed' }>;

/** Asks a provider once. It gives a value for everything a provider may do; `onText` hears each piece of the answer. */
export type Attempt = (
  request: ModelRequest,
  options: { readonly onText: (piece: string) => void; readonly signal: AbortSignal },
) => Promise<Attempted>;

/** A failure that asking again does not mend, unless `again` says so. */
export function failedAttempt(
  cause: ModelFailure,
  message: string,
  { again = false, afterMs = null }: { again?: boolean; afterMs?: number | null } = {},
): AttemptFailure {
  return { status: 'failed', cause, message, again, afterMs, counted: null };
}
