import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'vitest';
import { memorySubstrate } from '../../infra/log/memory/substrate.ts';
import { sqliteSubstrate } from '../../infra/log/sqlite/substrate.ts';
import { deeds } from './substrateDeeds.ts';

test('whatever is done to them, SQLite answers as memory does', async () => {
  const anyDeeds = fc.commands([...deeds], { size: 'max', maxCommands: 300 });
  const same = fc.asyncProperty(anyDeeds, async (done) => {
    const folder = mkdtempSync(join(tmpdir(), 'dse-log-'));
    const real = await sqliteSubstrate({ folder });
    try {
      await fc.asyncModelRun(() => ({ model: memorySubstrate(), real }), done);
    } finally {
      await real.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
  await fc.assert(same, { numRuns: Number(process.env['FC_RUNS'] ?? 12) });
});
