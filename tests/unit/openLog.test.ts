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

test('an address that is wrong in itself is an error that says what and shows no password', async () => {
  const wrong = [
    ['nats://user:secret@host:4222/Name', 'the name "Name" may hold a-z, 0-9 and -'],
    ['nats://host:4222?replicas=2', 'replicas are 1, 3 or 5'],
    ['nats://host:4222?replica=3', '"replica" is unknown'],
    ['nats://', 'this is no NATS address'],
  ] as const;
  for (const [url, why] of wrong) {
    const error = await openLog(url).then(
      () => null,
      (given: Error) => given,
    );
    expect(error?.message).toContain(why);
    expect(error?.message).not.toContain('secret');
  }
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
