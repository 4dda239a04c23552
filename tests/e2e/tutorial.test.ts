import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BIN = join(ROOT, 'infra/cli/bin.js');
const BLOCK = /^```(\w+) ?([^\n]*)\n(.*?)^```$/gms;

/** The words of a command line; double quotes hold words together. */
const words = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((found) => found[1] ?? found[2]!);

test('the second half of the tutorial, typed word for word, does what it says', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'dse-tutorial-'));
  try {
    let printed = '';
    for (const [, , info = '', text = ''] of readFileSync(
      join(ROOT, 'docs/tutorial/first-evolution.md'),
      'utf8',
    ).matchAll(BLOCK)) {
      const file = /^file=(\S+)$/.exec(info)?.[1];
      if (file) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), text);
      } else if (info.startsWith('run')) {
        printed = '';
        const codes = text
          .trim()
          .split('\n')
          .map((line) => {
            const args = words(line.replace('npm run -s dse -- ', ''));
            const done = spawnSync(process.execPath, [BIN, ...args], { cwd: folder, encoding: 'utf8' });
            printed += done.stdout + done.stderr;
            return done.status;
          });
        expect(codes[0], printed).toBe(Number(/exit=(\d)/.exec(info)?.[1] ?? 0));
      } else if (info === 'expect') {
        for (const line of text.trim().split('\n')) expect(printed).toContain(line);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
