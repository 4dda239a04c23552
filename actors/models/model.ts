import type { JsonSchema } from '../../events/jsonSchema.ts';

export type ModelMessage = {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
};

export type ModelRequest = {
  readonly messages: readonly ModelMessage[];
  /** Null: the provider's own default. */
  readonly temperature: number | null;
  readonly maxTokens: number | null;
  readonly seed: number | null;
  /** The answer must be JSON that fits this schema; null: text. */
  readonly format: { readonly name: string; readonly schema: JsonSchema } | null;
  /** The whole call, retries included, ms. */
  readonly timeoutMs: number;
  /** Asking twice with the same key is asking once, where the provider knows such keys (law 3). */
  readonly key: string;
};

/** What a call used. `estimated`: the provider did not count, so tokens are guessed from lengths. */
export type ModelUsage = {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly estimated: boolean;
  /** Micro-dollars by the dated price table; all attempts that were billed. */
  readonly costMicro: number;
  /** Calls over the wire, the retried ones included. */
  readonly attempts: number;
  readonly latencyUs: number;
};

/** Why there is no answer. `context`: the prompt is too long; `refused`: the model declined; `cut`: the stream ended early. */
export type ModelFailure =
  | 'unknown_model'
  | 'bad_key'
  | 'rate_limited'
  | 'unavailable'
  | 'timeout'
  | 'aborted'
  | 'context'
  | 'refused'
  | 'cut'
  | 'malformed'
  | 'unrecorded'
  | 'bad_request';

export type ModelAnswer =
  | {
      readonly status: 'ok';
      readonly text: string;
      /** `length`: it stopped at `maxTokens`, so the text may lack its end. */
      readonly finish: 'stop' | 'length';
      readonly usage: ModelUsage;
    }
  | {
      readonly status: 'failed';
      readonly cause: ModelFailure;
      /** What, where, what to do. */
      readonly message: string;
      readonly usage: ModelUsage;
    };

/** A language model behind a name of the configuration. Every outcome is a value; it throws for nothing a provider may do. */
export interface Model {
  /** The name of the configuration. */
  readonly name: string;
  readonly provider: string;
  /** What the provider calls it. */
  readonly model: string;
  /** Prices or answers that are not real ones: the label stands wherever its numbers are shown (law 11). */
  readonly simulated: boolean;
  /** Micro-dollars of a call with so many tokens, by the dated price table. */
  costOf(inputTokens: number, outputTokens: number): number;
  /** `onText` hears each piece as it comes; when it throws, the call ends as `aborted`. */
  complete(
    request: ModelRequest,
    options?: { readonly onText?: (piece: string) => void; readonly signal?: AbortSignal },
  ): Promise<ModelAnswer>;
}
