import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { typed } from './typed.ts';

it('a log that is not there is not copied, and neither place is made', async () => {
  const place = mkdtempSync(join(tmpdir(), 'dse-copy-'));
  const [from, to] = [join(place, 'gone'), join(place, 'copy')];
  const { code, err } = await typed(['log', 'copy', `sqlite:${from}`, `sqlite:${to}`]);
  expect([code, err]).toEqual([5, expect.stringContaining(`there is no log at sqlite:${from}`)]);
  expect([existsSync(from), existsSync(to)]).toEqual([false, false]);
  rmSync(place, { recursive: true });
});
