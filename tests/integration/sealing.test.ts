import { expect, test } from 'vitest';
import { memorySubstrate } from '../../infra/log/memory/substrate.ts';
import { Sealing } from '../../infra/log/sealing.ts';
import { verifyLog } from '../../infra/log/verify.ts';
import { hostOn, must } from '../hosting.ts';

const sealed = async (substrate: ReturnType<typeof memorySubstrate>): Promise<readonly number[]> =>
  (await substrate.events.readAll(0, 1000))
    .filter(({ actor }) => actor.kind === 'log')
    .map(({ body }) => (JSON.parse(body) as { events: [{ data: { to: number } }] }).events[0].data.to);

const open = (id: string) =>
  [{ kind: 'budget', id } as const, { type: 'open', cap_evaluations: 1, cap_micro: 1 } as const] as const;

test('a running process seals its log each time enough commits have gathered, and the seals hold', async () => {
  const substrate = memorySubstrate();
  const host = hostOn(substrate);
  const sealing = new Sealing(host, 10);
  for (let index = 0; index < 35; index += 1) {
    await must(host, ...open(`b${index}`), `open-${index}`);
  }
  await sealing.stop();
  const ends = await sealed(substrate);
  expect(ends.length).toBeGreaterThanOrEqual(3);
  expect(ends[0]).toBeLessThanOrEqual(12);
  expect((await verifyLog(substrate)).problems).toEqual([]);
});

test('sealing twice at once seals once', async () => {
  const substrate = memorySubstrate();
  const host = hostOn(substrate);
  const sealing = new Sealing(host);
  for (let index = 0; index < 3; index += 1) {
    await must(host, ...open(`b${index}`), `open-${index}`);
  }
  expect(await Promise.all([sealing.seal(), sealing.seal()])).toEqual([true, false]);
  expect(await sealed(substrate)).toEqual([3]);
});
