import type { Counted } from './attempt.ts';

/** What a million tokens cost, dollars, as the provider's price list said on a day; `free`: nothing is paid for it. */
export type Price =
  | {
      readonly input_usd_per_million: number;
      readonly output_usd_per_million: number;
      /** ISO date of the price list. */
      readonly as_of: string;
    }
  | 'free';

/** A dollar for a million tokens is a micro-dollar for one; prices are read to the millionth of a dollar. */
const PARTS = 1_000_000;

/** Micro-dollars for a call, whole and rounded up: a call that cost anything costs at least one (SPEC E3, P27). */
export function priceOf(price: Price, { input, output }: Counted): number {
  if (price === 'free') return 0;
  const parts = (usd: number) => BigInt(Math.round(usd * PARTS));
  const cost =
    BigInt(input) * parts(price.input_usd_per_million) + BigInt(output) * parts(price.output_usd_per_million);
  return Number((cost + BigInt(PARTS - 1)) / BigInt(PARTS));
}
