import { expect, it } from 'vitest';
import type { PendingEffect } from '../../events/substrate/effects.ts';
import { settled } from '../../infra/settled.ts';

const effect = (correlation: string) =>
  ({ correlation, worker: null, leaseUntil: 0 }) as PendingEffect & { worker: null; leaseUntil: number };

/** A house in which this is pending, look after look; the last look stays. */
function house(looks: readonly (readonly string[])[], failure: unknown = null) {
  let looked = 0;
  const pending = async () => looks[Math.min(looked++, looks.length - 1)]!.map(effect);
  return { substrate: { effects: { pending } }, failure, looked: () => looked };
}

it('what followed from a command is waited for to its end, through all that it caused', async () => {
  const one = house([['asked', 'other'], ['other', 'asked'], ['other']]);
  await settled(one, 'asked');
  expect(one.looked()).toBe(3);
});

it('work of others that goes on holds nobody up', async () => {
  const busy = house([['a night of evolution', 'other']]);
  await settled(busy, 'asked');
  expect(busy.looked()).toBe(1);
});

it('what broke a worker is thrown where something waits for it', async () => {
  await expect(settled(house([['asked']], new Error('the disk is full')), 'asked')).rejects.toThrow(
    'the disk is full',
  );
});
