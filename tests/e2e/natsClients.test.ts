import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { onServer } from '../nats/servers.ts';

const CLIENTS = fileURLToPath(new URL('../../docs/how-to/clients/', import.meta.url));
const run = promisify(execFile);

onServer('current', (_, server) => {
  let folder: string;
  let dse: Dse;
  const url = (): string => `nats://127.0.0.1:${server().port}`;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dse-clients-'));
    dse = await createDse({ folder, log: url() });
  });
  afterAll(async () => {
    await dse?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const order = (capability: string): string => {
    const example = JSON.parse(readFileSync(join(CLIENTS, 'order.json'), 'utf8')) as {
      spec: { capability: string };
    };
    example.spec.capability = capability;
    const file = join(folder, `${capability}.json`);
    writeFileSync(file, JSON.stringify(example));
    return file;
  };

  test.each([
    ['Python', 'python3', 'follow.py'],
    ['JavaScript', process.execPath, 'follow.js'],
  ])(
    'in %s: a task is published, its facts are heard until a descendant is accepted and answers',
    { timeout: 60_000 },
    async (_, command, script) => {
      const { stdout } = await run(
        command,
        [join(CLIENTS, script), order(`double-${script.slice(-2)}`), url()],
        {
          timeout: 50_000,
        },
      );
      const lines = stdout.trim().split('\n');
      expect(lines[0]).toMatch(/^task \S+ for double-\w+: stored as message \d+ of DSE_TASKS$/);
      for (const type of [
        'task.accepted',
        'artifact.generated',
        'candidate.judged',
        'artifact.stored',
        'task.answered',
      ])
        expect(
          lines.some((line) => line.endsWith(` ${type}`)),
          type,
        ).toBe(true);
      expect(JSON.parse(lines.at(-1)!)).toMatchObject({
        quality: expect.any(Number),
        artifact: expect.any(String),
      });
    },
  );

  test('a program without an order, or without a server, says so and ends with 1', async () => {
    await expect(run('python3', [join(CLIENTS, 'follow.py')])).rejects.toMatchObject({ code: 1 });
    await expect(
      run(process.execPath, [join(CLIENTS, 'follow.js'), order('nobody'), 'nats://127.0.0.1:1']),
    ).rejects.toMatchObject({ code: 1 });
  });

  test('the feed has told everything that was decided', async () => {
    await dse.settle();
    await expect.poll(() => dse.substrate.feed?.lag(), { timeout: 10_000 }).toBe(0);
  });
});
