import { describe, expect, test } from 'vitest';
import type { RunBatch } from '../../../events/run.ts';
import { AT } from './commits.ts';
import { freshLog, type Subject } from './subject.ts';

export function batchOf(writer: string, n: number, parts: Partial<RunBatch> = {}): RunBatch {
  const run = {
    id: `${writer}-${n}/0`,
    kind: 'artifact' as const,
    ran: 'sort-1',
    input: { hash: '0'.repeat(64), json: '{"list":[2,1],"note":"ü🧬"}' },
    output: { hash: '1'.repeat(64), blob: true as const },
    outcome: 'ok' as const,
    error: null,
    quality: 1,
    failed: [],
    latency_us: 120,
    wall_us: 100,
    cpu_us: 90,
    peak_bytes: null,
    output_bytes: 3,
    fuel: null,
    cost_micro: 3,
    cache: 'none' as const,
    at: AT,
    parent: null,
    correlation: 'request-1',
  };
  return { v: 1, id: `${writer}-${n}`, capability: 'list-sort', writer, n, after: 0, runs: [run], ...parts };
}

export function runLogContract(name: string, subject: Subject): void {
  describe(`run log on ${name}`, () => {
    const log = freshLog(subject);

    test('an empty run log has nothing', async () => {
      expect(await log().runs.position()).toBe(0);
      expect(await log().runs.read(0, 10)).toEqual([]);
      expect(await log().runs.find('w1-1')).toBeNull();
      expect(await log().runs.lastOf('w1')).toBe(0);
    });

    test('batches come back whole and in order', async () => {
      const batches = [batchOf('w1', 1), batchOf('w2', 1, { after: 7 }), batchOf('w1', 2)];
      const positions: number[] = [];
      for (const batch of batches) {
        const outcome = await log().runs.append(batch);
        expect(outcome.status).toBe('appended');
        positions.push(outcome.position);
      }
      const stored = await log().runs.read(0, 10);
      expect(stored.map(({ position }) => position)).toEqual(positions);
      expect(positions).toEqual([...positions].sort((a, b) => a - b));
      expect(stored.map(({ body }): unknown => JSON.parse(body))).toEqual(batches);
      expect(stored[1]).toMatchObject({ id: 'w2-1', capability: 'list-sort', after: 7 });
      expect(await log().runs.find('w2-1')).toEqual(stored[1]);
      expect(await log().runs.position()).toBe(positions.at(-1));
    });

    test('the same batch again changes nothing', async () => {
      const first = await log().runs.append(batchOf('w1', 1));
      expect(await log().runs.append(batchOf('w1', 1))).toEqual({
        status: 'duplicate',
        position: first.position,
      });
      expect(await log().runs.read(0, 10)).toHaveLength(1);
    });

    test('reading starts after a position, stops at the limit, and can keep to one capability', async () => {
      for (let n = 1; n <= 6; n += 1) {
        await log().runs.append(
          batchOf('w1', n, { capability: n % 2 === 0 ? 'email-validator' : 'list-sort' }),
        );
      }
      const all = await log().runs.read(0, 10);
      expect(await log().runs.read(all[1]!.position, 2)).toEqual(all.slice(2, 4));
      const even = await log().runs.read(0, 2, 'email-validator');
      expect(even.map(({ id }) => id)).toEqual(['w1-2', 'w1-4']);
      expect((await log().runs.read(even[1]!.position, 10, 'email-validator')).map(({ id }) => id)).toEqual([
        'w1-6',
      ]);
      expect(await log().runs.read(0, 10, 'unknown')).toEqual([]);
    });

    test('each writer has its own last number', async () => {
      await Promise.all([1, 2, 3].map((n) => log().runs.append(batchOf('w1', n))));
      await log().runs.append(batchOf('w2', 1));
      expect(await log().runs.lastOf('w1')).toBe(3);
      expect(await log().runs.lastOf('w2')).toBe(1);
      expect(await log().runs.lastOf('w3')).toBe(0);
    });

    test('a batch of a thousand runs is written whole', async () => {
      const [run] = batchOf('w1', 1).runs;
      const batch = batchOf('w1', 1, {
        runs: Array.from({ length: 1_000 }, (_, i) => ({ ...run!, id: `w1-1/${i}` })),
      });
      await log().runs.append(batch);
      expect(JSON.parse((await log().runs.find('w1-1'))!.body)).toEqual(batch);
    });
  });
}
