import type { ModelRequest, ModelUsage } from '../../actors/models/model.ts';
import type { Attempted, Counted } from './attempt.ts';
import { estimatedPromptTokens, estimatedTokens } from './estimatedTokens.ts';
import { priceOf } from './price.ts';
import type { Price } from './price.ts';

/** Adds up what the attempts of one call use, those that came to nothing too. */
export class UsageMeter {
  readonly #request: ModelRequest;
  readonly #price: Price;
  readonly #startedMs = performance.now();
  #attempts = 0;
  #used: Counted = { input: 0, output: 0 };
  #estimated = false;
  /** Text of the attempt that is under way; null: none is. */
  #open: string | null = null;

  constructor(request: ModelRequest, price: Price) {
    this.#request = request;
    this.#price = price;
  }

  begin(): void {
    this.#attempts += 1;
    this.#open = '';
  }

  hear(piece: string): void {
    if (this.#open !== null) this.#open += piece;
  }

  /** What a provider refused at its door is not billed; what it began to answer is. */
  end(attempted: Attempted): void {
    const heard = this.#open ?? '';
    this.#open = null;
    if (attempted.counted !== null) this.#add(attempted.counted);
    else if (attempted.status === 'ok' || heard !== '') this.#addEstimated(heard);
  }

  /** The call ends while an attempt is under way: whether that is billed nobody says, so it is taken to be. */
  usage(): ModelUsage {
    if (this.#open !== null) {
      this.#addEstimated(this.#open);
      this.#open = null;
    }
    return {
      inputTokens: this.#used.input,
      outputTokens: this.#used.output,
      estimated: this.#estimated,
      costMicro: priceOf(this.#price, this.#used),
      attempts: this.#attempts,
      latencyUs: Math.round((performance.now() - this.#startedMs) * 1000),
    };
  }

  #addEstimated(text: string): void {
    this.#estimated = true;
    this.#add({ input: estimatedPromptTokens(this.#request.messages), output: estimatedTokens(text) });
  }

  #add({ input, output }: Counted): void {
    this.#used = { input: this.#used.input + input, output: this.#used.output + output };
  }
}
