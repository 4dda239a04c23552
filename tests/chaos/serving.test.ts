import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FLUSH_RUNS } from '../../actors/recorder.ts';
import { decodeCommit } from '../../events/codec.ts';
import { RunBatch } from '../../events/run.ts';
import { openLog } from '../../infra/log/open.ts';
import { verifyLog } from '../../infra/log/verify.ts';
import { doubleSpec } from '../http.ts';
import { until } from '../hosting.ts';
import { startServe } from '../../infra/bench/serveProcess.ts';
import type { ServeProcess } from '../../infra/bench/serveProcess.ts';

const CALLERS = 16;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dse-kill-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Many callers ask at once until the server is killed with -9 after so many answers. Gives the ids that were answered. */
async function loadUntilKilled(
  server: ServeProcess,
  mark: string,
  answers: number,
): Promise<readonly string[]> {
  const url = await server.url;
  const answered: string[] = [];
  let asked = 0;
  const caller = async (): Promise<void> => {
    for (;;) {
      const id = `${mark}-${(asked += 1)}`;
      const request = { method: 'POST', body: String(asked), headers: { 'x-request-id': id } };
      const body = await fetch(`${url}/v1/run/double`, request).then(
        async (response) => (response.ok ? ((await response.json()) as { run: string }) : null),
        () => null,
      );
      if (body === null) return;
      answered.push(body.run);
      if (answered.length === answers) server.child.kill('SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  expect(await server.ended).toBeNull();
  return answered;
}

/** How often each id stands in the log of runs, and what was recorded as lost. */
async function recorded(): Promise<{ times: ReadonlyMap<string, number>; lost: readonly unknown[] }> {
  const log = await openLog(`sqlite:${folder}`);
  try {
    expect((await verifyLog(log)).problems).toEqual([]);
    const times = new Map<string, number>();
    for (const { body } of await log.runs.read(0, 100_000))
      for (const { correlation } of RunBatch.parse(JSON.parse(body)).runs)
        times.set(correlation, (times.get(correlation) ?? 0) + 1);
    const facts = (await log.events.read({ kind: 'log', id: 'main' })).flatMap(
      ({ body }) => decodeCommit(body, 'log/main').events,
    );
    return { times, lost: facts.filter(({ type }) => type === 'runs.lost').map(({ data }) => data) };
  } finally {
    await log.close();
  }
}

test('a server killed with -9 under load has each durably answered request once in its log; buffered, it misses at most one buffer, and says so', async () => {
  const first = startServe(folder, '--record', 'durable');
  const url = await first.url;
  await fetch(`${url}/v1/tasks`, {
    method: 'POST',
    body: JSON.stringify({ capability: 'double', spec: doubleSpec() }),
    headers: { 'idempotency-key': 'first' },
  });
  await until(async () => {
    const task = await fetch(`${url}/v1/tasks/first`);
    return task.ok && ((await task.json()) as { outcome: string }).outcome === 'answered';
  });

  // 1. Durable: two kills, at moments that fall differently into batches.
  const durable = [
    ...(await loadUntilKilled(first, 'a', 60)),
    ...(await loadUntilKilled(startServe(folder, '--record', 'durable'), 'b', 373)),
  ];
  const { times, lost } = await recorded();
  expect(durable.filter((id) => times.get(id) !== 1)).toEqual([]);
  expect([...times].filter(([, count]) => count > 1)).toEqual([]);
  expect(lost).toEqual([]);

  // 2. Buffered: what is missing is within the bound, and the next process records that.
  const buffered = await loadUntilKilled(startServe(folder, '--record', 'buffered'), 'd', 700);
  const after = await recorded();
  const missing = buffered.filter((id) => !after.times.has(id));
  expect(missing.length).toBeLessThanOrEqual(FLUSH_RUNS);
  expect([...after.times].filter(([, count]) => count > 1)).toEqual([]);
  const last = startServe(folder);
  await last.url;
  last.child.kill('SIGTERM');
  expect(await last.ended, last.said()).toBe(0);
  expect((await recorded()).lost).toMatchObject([{ capability: 'double', at_most: FLUSH_RUNS }]);
  process.stdout.write(
    `chaos: ${durable.length} durable answers over 2 kills, none missing or twice; ${missing.length} of ${buffered.length} buffered ones missing\n`,
  );
}, 180_000);
