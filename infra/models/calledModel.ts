import { setTimeout as sleep } from 'node:timers/promises';
import {
  BrokenCircuitError,
  bulkhead,
  isTaskCancelledError,
  TaskCancelledError,
  timeout,
  TimeoutStrategy,
} from 'cockatiel';
import type { BulkheadPolicy, CircuitBreakerPolicy } from 'cockatiel';
import type { Model, ModelAnswer, ModelRequest } from '../../actors/models/model.ts';
import { failedAttempt } from './attempt.ts';
import type { Attempt, Attempted } from './attempt.ts';
import { BACKOFF, BREAKING, breaking, retrying } from './patience.ts';
import type { Backoff, Breaking } from './patience.ts';
import { priceOf } from './price.ts';
import type { Price } from './price.ts';
import { RateLimit } from './rateLimit.ts';
import { remedy } from './remedy.ts';
import { UsageMeter } from './usageMeter.ts';

export type ModelSettings = {
  readonly name: string;
  readonly provider: string;
  readonly model: string;
  readonly simulated: boolean;
  readonly price: Price;
  /** The most a call may take, ms, whatever it asks for. */
  readonly timeoutMs: number;
  /** Attempts after the first. */
  readonly retries: number;
  /** Null: as many as there are. */
  readonly ratePerMinute: number | null;
  /** Questions on the wire at the same time; null: any number. */
  readonly concurrency: number | null;
  readonly backoff?: Backoff;
  readonly breaking?: Breaking;
  /** Never told in a message. */
  readonly secret?: string | null;
};

type CompleteOptions = NonNullable<Parameters<Model['complete']>[1]>;

const MESSAGE_MAX = 400;

/**
 * A model of the port over one way to ask a provider: the call's timeout, then rate limit, concurrency, retries with backoff and the breaker
 * around each attempt; tokens and price are added up, and every failure has its sentence.
 */
export class CalledModel implements Model {
  readonly name: string;
  readonly provider: string;
  readonly model: string;
  readonly simulated: boolean;
  readonly #settings: ModelSettings;
  readonly #attempt: Attempt;
  readonly #rate: RateLimit | null;
  readonly #lanes: BulkheadPolicy;
  readonly #breaking: Breaking;
  readonly #breaker: CircuitBreakerPolicy;

  constructor(settings: ModelSettings, attempt: Attempt) {
    this.name = settings.name;
    this.provider = settings.provider;
    this.model = settings.model;
    this.simulated = settings.simulated;
    this.#settings = settings;
    this.#attempt = attempt;
    this.#rate = settings.ratePerMinute === null ? null : new RateLimit(settings.ratePerMinute);
    this.#lanes = bulkhead(settings.concurrency ?? Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    this.#breaking = settings.breaking ?? BREAKING;
    this.#breaker = breaking(this.#breaking, isLost);
  }

  costOf(inputTokens: number, outputTokens: number): number {
    return priceOf(this.#settings.price, { input: inputTokens, output: outputTokens });
  }

  async complete(
    request: ModelRequest,
    { onText = () => {}, signal }: CompleteOptions = {},
  ): Promise<ModelAnswer> {
    const { price, retries, backoff = BACKOFF } = this.#settings;
    const meter = new UsageMeter(request, price);
    const allowedMs = Math.min(request.timeoutMs, this.#settings.timeoutMs);
    const own = new AbortController();
    const call: Call = {
      request: { ...request, timeoutMs: allowedMs },
      meter,
      untilMs: performance.now() + allowedMs,
      heard: false,
      tell: (piece) => {
        try {
          onText(piece);
        } catch (error) {
          own.abort(error);
        }
      },
    };
    const retrier = retrying({ retries, backoff, key: request.key }, (attempted) => {
      if (attempted.status === 'ok' || !attempted.again || call.heard) return false;
      return performance.now() + (attempted.afterMs ?? 0) < call.untilMs;
    });
    try {
      const attempted = await timeout(allowedMs, {
        strategy: TimeoutStrategy.Aggressive,
        abortOnReturn: true,
      }).execute(
        (_, stop) => retrier.execute(() => this.#breaker.execute(() => this.#once(call, stop)), stop),
        signal === undefined ? own.signal : AbortSignal.any([signal, own.signal]),
      );
      return this.#answer(attempted, meter);
    } catch (error) {
      if (error instanceof BrokenCircuitError) return this.#answer(this.#notAsked(), meter);
      if (!isTaskCancelledError(error)) throw error;
      const stopped = own.signal.aborted
        ? failedAttempt('aborted', `whoever listened failed: ${String(own.signal.reason)}`)
        : signal?.aborted
          ? failedAttempt('aborted', 'stopped before it had answered')
          : failedAttempt('timeout', `no whole answer within ${allowedMs} ms`);
      return this.#answer(stopped, meter);
    }
  }

  /** One attempt: its turn within the rate, a lane, the question. @throws TaskCancelledError when the call is over. */
  async #once(call: Call, stop: AbortSignal): Promise<Attempted> {
    const late = await this.#turn(call, stop);
    if (late !== null) return late;
    return this.#lanes.execute(async () => {
      if (stop.aborted) throw new TaskCancelledError();
      call.meter.begin();
      const startedMs = performance.now();
      const attempted = await this.#attempt(call.request, {
        signal: stop,
        onText: (piece) => {
          // What still comes after the call is over belongs to nobody.
          if (stop.aborted) return;
          call.heard = true;
          call.meter.hear(piece);
          call.tell(piece);
        },
      });
      if (!stop.aborted) {
        call.meter.end(attempted);
        return attempted;
      }
      if (performance.now() - startedMs < this.#breaking.hungMs) throw new TaskCancelledError();
      return failedAttempt('timeout', 'it was left without an answer');
    }, stop);
  }

  /** Waits until the rate allows one more; a failure when that is after the call's end. */
  async #turn({ untilMs }: Call, stop: AbortSignal): Promise<Attempted | null> {
    if (stop.aborted) throw new TaskCancelledError();
    if (this.#rate === null) return null;
    const now = performance.now();
    const at = this.#rate.take(now, untilMs);
    if (at === null)
      return failedAttempt(
        'rate_limited',
        `${this.#settings.ratePerMinute} requests a minute are used up for longer than the call may take`,
      );
    if (at > now) await sleep(at - now, undefined, { signal: stop }).catch(() => {});
    if (stop.aborted) throw new TaskCancelledError();
    return null;
  }

  #notAsked(): Attempted {
    const { failures, openMs } = this.#breaking;
    return failedAttempt(
      'unavailable',
      `not asked: ${failures} attempts in a row were lost; it is asked again ${openMs / 1000} s after the last`,
    );
  }

  #answer(attempted: Attempted, meter: UsageMeter): ModelAnswer {
    const usage = meter.usage();
    if (attempted.status === 'ok') {
      const { text, finish } = attempted;
      return { status: 'ok', text, finish, usage };
    }
    const { name, provider, model } = this;
    const said = this.#withoutSecret(attempted.message).slice(0, MESSAGE_MAX);
    const { cause } = attempted;
    return {
      status: 'failed',
      cause,
      message: `model ${name} (${provider} ${model}): ${said}. ${remedy[cause]}`,
      usage,
    };
  }

  #withoutSecret(message: string): string {
    const { secret = null } = this.#settings;
    return secret === null || secret === '' ? message : message.replaceAll(secret, '***');
  }
}

/** One call while it lasts. `heard`: pieces went out, so asking again would say them twice. */
type Call = {
  readonly request: ModelRequest;
  readonly meter: UsageMeter;
  readonly untilMs: number;
  tell(piece: string): void;
  heard: boolean;
};

function isLost(attempted: Attempted): boolean {
  return attempted.status === 'failed' && ['unavailable', 'timeout', 'cut'].includes(attempted.cause);
}
