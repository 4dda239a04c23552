import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import { shuffled } from './uses.ts';

/** A session as it was measured: the same in every order. */
export type Measured = {
  readonly target: string;
  /** Dollars: what improving it is worth. */
  readonly value: number;
  readonly boundMicro: number;
  readonly costMicro: number;
  readonly improved: boolean;
};

export type Walk = {
  readonly spentMicro: number;
  readonly improved: number;
  /** Of what was improved, dollars. */
  readonly value: number;
};

/** What a budget buys in an order: what may cost more than is left is skipped. */
export function walk(order: readonly Measured[], budgetMicro: number): Walk {
  let spentMicro = 0;
  let improved = 0;
  let value = 0;
  for (const one of order) {
    if (one.boundMicro > budgetMicro - spentMicro) continue;
    spentMicro += one.costMicro;
    if (!one.improved) continue;
    improved += 1;
    value += one.value;
  }
  return { spentMicro, improved, value };
}

/** The same sessions in random orders. */
export function randomWalks(
  measured: readonly Measured[],
  budgetMicro: number,
  { orders, seed }: { readonly orders: number; readonly seed: number },
): readonly Walk[] {
  return Array.from({ length: orders }, (_, index) => {
    const random = randomFrom(deriveSeed(seed, `order ${index}`));
    return walk(shuffled(measured, random.uniform), budgetMicro);
  });
}
