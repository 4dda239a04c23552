import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { typedPage } from './typedPage.ts';

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));

test.each([
  ['the second half of the tutorial', 'tutorial/first-evolution.md'],
  ['the tutorial of a night', 'tutorial/better-overnight.md'],
  ['the guide to serving over HTTP', 'how-to/serve-over-http.md'],
])('%s, typed word for word, does what it says', { timeout: 120_000 }, async (_, page) => {
  const folder = mkdtempSync(join(tmpdir(), 'dse-typed-'));
  try {
    const ran = await typedPage(readFileSync(join(DOCS, page), 'utf8'), folder);
    expect(ran.length).toBeGreaterThan(2);
    for (const { commands, expected, code, printed, missing } of ran) {
      expect({ commands, code, missing }, printed).toEqual({ commands, code: expected, missing: [] });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
