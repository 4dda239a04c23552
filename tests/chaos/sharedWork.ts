import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { decodeCommit } from '../../events/codec.ts';
import type { Substrate } from '../../events/substrate/substrate.ts';
import { doubledEvaluations, recordedEvaluations } from '../../infra/bench/resume/evaluations.ts';
import { ownWords } from '../../infra/bench/resume/ownWords.ts';
import { decisionTrace } from '../../infra/bench/resume/trace.ts';
import { openLog } from '../../infra/log/open.ts';
import { verifyLog } from '../../infra/log/verify.ts';
import { startWorker } from '../../infra/bench/workerProcess.ts';

const LEASE_MS = 30_000;

/** A capability of its own for each task, so that each has a suite to prove, a fault to repair and a candidate to store. */
const order = (capability: string): string =>
  JSON.stringify({
    spec: {
      capability,
      description: `Doubles a number: ${ownWords(capability)}.`,
      entry: 'double',
      input: { type: 'integer' },
      output: { type: 'integer' },
      examples: [1, 2, 5, -3].map((input) => ({ input, output: 2 * input })),
      seeds: [{ name: 'faulty', source: 'function double(n) { return n * 3; }', provenance: 'the test' }],
    },
  });

async function recorded(log: Substrate): Promise<{ effects: ReadonlyMap<string, number>; answered: number }> {
  const effects = new Map<string, number>();
  let answered = 0;
  for (let after = 0; ;) {
    const page = await log.events.readAll(after, 500);
    for (const { position, body } of page) {
      after = position;
      const { meta, events } = decodeCommit(body, `commit at ${position}`);
      // The command of an effect's result is the effect's key.
      if (/^[0-9a-f-]{36}\.\d+$/.test(meta.command))
        effects.set(meta.producer.writer, (effects.get(meta.producer.writer) ?? 0) + 1);
      if (events.some(({ type }) => type === 'task.answered')) answered += 1;
    }
    if (page.length === 0) return { effects, answered };
  }
}

/**
 * Three `dse work` processes share `tasks` tasks on one log; one is killed with -9 when seven eighths are taken and at least five effects are
 * leased. The others take over within lease + 5 s without a restart; nothing is lost, nothing recorded twice, the chain is whole.
 */
export async function shareWork({
  url,
  tasks,
  leastShare,
}: {
  url: string;
  tasks: number;
  leastShare: number;
}): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'dse-shared-'));
  const log = await openLog(url);
  const workers = [1, 2, 3].map((index) => startWorker({ folder: join(home, String(index)), url }));
  try {
    const names = await Promise.all(workers.map(({ name }) => name));
    for (let index = 0; index < tasks; index += 1)
      await log.tasks.publish({
        id: `t${index}`,
        capability: `double-${index}`,
        body: order(`double-${index}`),
      });
    const victim = names[1]!;
    let held: readonly string[] = [];
    for (let killed = false; !killed; await sleep(20)) {
      if ((await log.tasks.waiting()) > tasks / 8) continue;
      const leased = (await log.effects.pending()).filter(({ worker }) => worker !== null);
      held = leased.filter(({ worker }) => worker === victim).map(({ key }) => key);
      killed = leased.length >= 5 && held.length > 0;
      if (killed) workers[1]!.child.kill('SIGKILL');
      else expect(await log.tasks.waiting(), 'a moment with five leased effects').toBeGreaterThan(0);
    }
    const killedAt = Date.now();
    let takenOver = -1;
    for (;;) {
      const pending = await log.effects.pending();
      if (takenOver < 0 && !pending.some(({ key, worker }) => held.includes(key) && worker === victim))
        takenOver = Date.now() - killedAt;
      if (pending.length === 0 && (await log.tasks.waiting()) === 0) break;
      await sleep(100);
    }
    const { effects, answered } = await recorded(log);
    const all = [...effects.values()].reduce((sum, count) => sum + count, 0);
    const shares = names.map((name) => (effects.get(name) ?? 0) / all);
    process.stdout.write(
      `shared work: ${tasks} tasks, ${all} effects, shares ${shares.map((share) => share.toFixed(2)).join(' ')}, ${held.length} effects of the killed worker taken over after ${takenOver} ms\n`,
    );
    expect(answered).toBe(tasks);
    expect(takenOver).toBeLessThanOrEqual(LEASE_MS + 5000);
    for (const share of shares) expect(share).toBeGreaterThanOrEqual(leastShare);
    expect((await verifyLog(log)).problems).toEqual([]);
    expect(doubledEvaluations(await recordedEvaluations(log, await decisionTrace(log)))).toEqual([]);
    for (const { child } of workers) child.kill('SIGTERM');
    expect([await workers[0]!.ended, await workers[2]!.ended]).toEqual([0, 0]);
  } finally {
    for (const { child } of workers) child.kill('SIGKILL');
    await Promise.all(workers.map(({ ended }) => ended));
    await log.close();
    rmSync(home, { recursive: true, force: true });
  }
}
