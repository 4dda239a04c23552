import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Program, Sandbox } from '../../actors/ports.ts';
import { FUEL_TABLE } from '../../infra/sandbox/fuel/charges.ts';
import { openSandbox } from '../../infra/sandbox/pool.ts';
import { LIMITS, outcome } from '../evaluate.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ size: 2, graceMs: 500 });
});
afterAll(() => sandbox.close());

const program = (source: string, entry = 'f'): Program => ({ language: 'javascript', source, entry });

/** Worker processes started by `parent`; Linux only, like the tests that use it. */
function workersOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parentOf = Number(/\nPPid:\t(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
        return parentOf === parent && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--permission');
      } catch {
        return false;
      }
    });
}
describe.runIf(process.platform === 'linux')('processes', () => {
  test('children killed from outside are replaced and nobody notices', async () => {
    const own = await openSandbox({ size: 2, graceMs: 500 });
    const served = await own.serve(program('function f(x) { return x * 2 }'), LIMITS);
    const work = Promise.all([
      ...Array.from({ length: 60 }, (_, i) =>
        outcome(own, 'function f(x) { let s = 0; for (let i = 0; i < 3e5; i++) s += i % 7; return x }', [i], {
          limits: { wallMs: 5000 },
        }),
      ),
      ...Array.from({ length: 60 }, async (_, i) => {
        const answer = await served.call(String(i));
        return [answer.status, answer.status === 'ok' ? answer.output : ''];
      }),
    ]);
    const children = workersOf(process.pid);
    expect(children.length).toBeGreaterThanOrEqual(2);
    await new Promise((resolve) => setTimeout(resolve, 15));
    for (const pid of children) process.kill(pid, 'SIGKILL');
    expect(await work).toEqual([
      ...Array.from({ length: 60 }, (_, i) => ['ok', String(i)]),
      ...Array.from({ length: 60 }, (_, i) => ['ok', String(i * 2)]),
    ]);
    await own.close();
    // The suite's own pool shared the fate and goes on.
    expect(await outcome(sandbox, 'function f() { return 1 }')).toEqual(['ok', '1']);
  });
  test('children die with a parent that is killed', async () => {
    const script = `import { openSandbox } from ${JSON.stringify(new URL('../../infra/sandbox/pool.ts', import.meta.url).href)};
      await openSandbox(); console.log('open'); setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(parent.stdout, 'data');
    const children = workersOf(parent.pid as number);
    expect(children).toHaveLength(2);
    parent.kill('SIGKILL');
    await once(parent, 'close');
    const alive = (): boolean =>
      children.some((pid) => {
        try {
          process.kill(pid, 0);
          return true;
        } catch {
          return false;
        }
      });
    while (alive()) await new Promise((resolve) => setTimeout(resolve, 10));
  });
  test('a closed pool lets the process end', async () => {
    const script = `import { openSandbox } from ${JSON.stringify(new URL('../../infra/sandbox/pool.ts', import.meta.url).href)};
      const s = await openSandbox(); await s.close(); await s.close();
      await s.evaluate({}).catch((e) => console.log(e.message));`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    expect(said.toString()).toBe('the sandbox is closed\n');
    const [code] = (await once(parent, 'close')) as [number];
    expect(code).toBe(0);
  });
  test('closing answers what was in flight', async () => {
    const own = await openSandbox({ size: 1, graceMs: 500 });
    const jobs = Array.from({ length: 5 }, () => outcome(own, 'function f() { for (;;) {} }'));
    const settled = Promise.allSettled(jobs);
    await own.close();
    for (const result of await settled)
      expect(result).toMatchObject({ status: 'rejected', reason: { message: 'the sandbox was closed' } });
  });
});

test('the walls that stand are named', async () => {
  const walls = await sandbox.walls();
  expect(walls).toMatchObject({
    engine: 'isolated-vm',
    engineVersion: expect.stringMatching(/^\d+\./),
    node: process.versions.node,
    fuelTable: FUEL_TABLE,
  });
  expect(walls.walls).toEqual(
    expect.arrayContaining([
      'node permission model',
      'no file reading',
      'no file writing',
      'no child processes',
      'no native addons',
      'no sqlite',
      'empty environment',
    ]),
  );
});
