import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createDse } from '../../infra/dse.ts';

test('what broke a worker is said at the end, after everything else was closed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dse-closing-'));
  try {
    const dse = await createDse({ folder });
    Object.assign(dse.substrate.effects, { claim: () => Promise.reject(new Error('the log is gone')) });
    await vi.waitUntil(() => dse.failure !== null);
    await expect(dse.close()).rejects.toThrow('the log is gone');
    await expect(dse.substrate.events.position()).rejects.toThrow(/closed/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
