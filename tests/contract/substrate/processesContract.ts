import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { openLog } from '../../../infra/log/open.ts';
import { verifyLog } from '../../../infra/log/verify.ts';

const appender = fileURLToPath(new URL('./appender.ts', import.meta.url));
const racer = fileURLToPath(new URL('./racer.ts', import.meta.url));

/** Lets a process append until it had `acks` commits acknowledged, then kills it; gives all it said. */
async function appendUntilKilled(url: string, acks: number): Promise<string[]> {
  const child: ChildProcess = spawn(process.execPath, [appender, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const acknowledged: string[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    acknowledged.push(line);
    if (acknowledged.length === acks) child.kill('SIGKILL');
  }
  const [, signal] = (await exited) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  return acknowledged;
}

/** What a log must hold when several processes share it, and when one of them is killed. `fresh` gives the URL of an empty log. */
export function processesContract(name: string, fresh: () => string): void {
  describe(`processes on ${name}`, () => {
    test('kill -9 in the middle of appends loses no acknowledged commit and leaves none half-written', async () => {
      const url = fresh();
      const acknowledged: string[] = [];
      for (const acks of [1, 40, 300]) acknowledged.push(...(await appendUntilKilled(url, acks)));

      const log = await openLog(url);
      try {
        const stored = await log.events.readAll(0, Infinity);
        const ids = new Set(stored.map(({ id }) => id));
        expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
        expect((await verifyLog(log)).problems).toEqual([]);

        const lasts = new Map(stored.map(({ actor, id }) => [actor.id, id]));
        const pending = (await log.effects.pending()).map(({ key }) => key);
        expect(pending.sort()).toEqual([...lasts.values()].map((id) => `${id}.0`).sort());
      } finally {
        await log.close();
      }
    });

    test('of two processes racing for every version exactly one wins each, and nothing is lost', async () => {
      const url = fresh();
      const goal = 40;
      const run = promisify(execFile);
      const racers = ['one', 'other'].map((me) => run(process.execPath, [racer, url, me, String(goal)]));
      const said = (await Promise.all(racers)).map(
        ({ stdout }) => JSON.parse(stdout) as { won: string[]; ended: string[] },
      );

      const log = await openLog(url);
      try {
        const stored = await log.events.readAll(0, Infinity);
        expect(said.flatMap(({ won }) => won).sort()).toEqual(stored.map(({ id }) => id).sort());
        const versions = stored.map(({ actor, version }) => `${actor.id}@${version}`);
        expect(versions).toHaveLength(4 * goal);
        expect(new Set(versions).size).toBe(4 * goal);

        const ended = said.flatMap((one) => one.ended);
        const pending = (await log.effects.pending()).map(({ key }) => key);
        expect([...ended, ...pending].sort()).toEqual(stored.map(({ id }) => `${id}.0`).sort());
      } finally {
        await log.close();
      }
    });
  });
}
