import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLog } from '../../infra/log/open.ts';

test('memory: opens a log that keeps nothing', async () => {
  const log = await openLog('memory:');
  expect(log.url).toBe('memory:');
  await log.close();
});

test('sqlite:<folder> makes the folder and opens the log in it', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'dse-open-'));
  const url = `sqlite:${join(parent, 'deep/er')}`;
  const log = await openLog(url);
  expect(log.url).toBe(url);
  expect(await log.events.position()).toBe(0);
  await log.close();
  rmSync(parent, { recursive: true });
});

test('a log this build does not hold is an error, never another log', async () => {
  await expect(openLog('nats://localhost:4222')).rejects.toThrow(
    /"nats:\/\/localhost:4222" cannot be opened: JetStream is not part of this build yet; use `sqlite:<folder>`/,
  );
});

test('anything else is an error that lists the forms', async () => {
  for (const url of [
    '',
    'sqlite:',
    'sqlite',
    'sqlite://host/path',
    'memory',
    'memory:x',
    '.dse',
    'postgres://x',
  ]) {
    await expect(openLog(url)).rejects.toThrow(`"${url}" names no log; use \`sqlite:<folder>\``);
  }
});
