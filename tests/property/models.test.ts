import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { waitMs } from '../../infra/models/patience.ts';
import { priceOf } from '../../infra/models/price.ts';
import type { Price } from '../../infra/models/price.ts';
import { RateLimit } from '../../infra/models/rateLimit.ts';

const usd = fc.integer({ min: 0, max: 100_000_000 }).map((parts) => parts / 1_000_000);
const price: fc.Arbitrary<Price> = fc.record({
  input_usd_per_million: usd,
  output_usd_per_million: usd,
  as_of: fc.constant('2026-01-01'),
});
const tokens = fc.record({ input: fc.nat(10_000_000), output: fc.nat(10_000_000) });

describe('the price of a call', () => {
  it('is whole, never below the true price and less than a micro-dollar above it', () => {
    fc.assert(
      fc.property(price, tokens, (price, used) => {
        if (price === 'free') return;
        const parts = (dollars: number) => BigInt(Math.round(dollars * 1e6));
        const exact =
          BigInt(used.input) * parts(price.input_usd_per_million) +
          BigInt(used.output) * parts(price.output_usd_per_million);
        const above = BigInt(priceOf(price, used)) * 1_000_000n - exact;
        expect(above >= 0n && above < 1_000_000n).toBe(true);
      }),
    );
  });

  it('of two calls at once is that of both apart, or one micro-dollar less', () => {
    fc.assert(
      fc.property(price, tokens, tokens, (price, one, other) => {
        const both = { input: one.input + other.input, output: one.output + other.output };
        const apart = priceOf(price, one) + priceOf(price, other);
        expect(apart - priceOf(price, both)).toBeGreaterThanOrEqual(0);
        expect(apart - priceOf(price, both)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is what the price list says: 1,000 in and 500 out at 0.15 and 0.60 a million are 450 micro-dollars', () => {
    const list = { input_usd_per_million: 0.15, output_usd_per_million: 0.6, as_of: '2026-01-01' };
    expect(priceOf(list, { input: 1000, output: 500 })).toBe(450);
    expect(priceOf(list, { input: 1, output: 0 })).toBe(1);
    expect(priceOf('free', { input: 1000, output: 500 })).toBe(0);
  });
});

describe('a rate', () => {
  const requests = fc.array(fc.record({ after: fc.nat(40_000), patience: fc.nat(200_000) }), {
    maxLength: 60,
  });

  it('is never exceeded in any minute, keeps the order, and sends nothing before it came or after its time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), requests, (perMinute, all) => {
        const rate = new RateLimit(perMinute);
        const sent: number[] = [];
        let now = 0;
        for (const { after, patience } of all) {
          now += after;
          const at = rate.take(now, now + patience);
          if (at === null) continue;
          expect(at).toBeGreaterThanOrEqual(Math.max(now, sent.at(-1) ?? 0));
          expect(at).toBeLessThanOrEqual(now + patience);
          sent.push(at);
        }
        for (let one = perMinute; one < sent.length; one += 1)
          expect(sent[one]! - sent[one - perMinute]!).toBeGreaterThanOrEqual(60_000);
      }),
    );
  });

  it('holds nobody up while it is not used up', () => {
    const rate = new RateLimit(3);
    expect([rate.take(5, 5), rate.take(6, 6), rate.take(7, 7)]).toEqual([5, 6, 7]);
    expect(rate.take(8, 60_004)).toBeNull();
    expect(rate.take(8, 60_005)).toBe(60_005);
  });
});

describe('a wait before asking again', () => {
  it('lies between half and the whole of a doubling that has a ceiling, and follows from the key', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 30 }), (key, attempt) => {
        const wait = waitMs({ firstMs: 100, mostMs: 5000 }, key, attempt);
        const whole = Math.min(5000, 100 * 2 ** (attempt - 1));
        expect(wait).toBeGreaterThanOrEqual(whole / 2);
        expect(wait).toBeLessThanOrEqual(whole);
        expect(waitMs({ firstMs: 100, mostMs: 5000 }, key, attempt)).toBe(wait);
      }),
    );
  });
});
