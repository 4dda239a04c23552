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

type Ran = {
  readonly commands: string;
  readonly expected: number;
  readonly code: number | null;
  readonly printed: string;
  readonly missing: readonly string[];
};

/** Writes the files of the page, runs its commands, and gives for each group what was to come out and did not. */
function typed(page: string, folder: string): readonly Ran[] {
  const ran: Ran[] = [];
  for (const [, , info = '', text = ''] of page.matchAll(BLOCK)) {
    const file = /^file=(\S+)$/.exec(info)?.[1];
    const lines = text.trim().split('\n');
    const last = ran.at(-1);
    if (file) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    } else if (info.startsWith('run')) {
      const done = lines.map((line) =>
        spawnSync(process.execPath, [BIN, ...words(line.replace('npm run -s dse -- ', ''))], {
          cwd: folder,
          encoding: 'utf8',
        }),
      );
      const printed = done.map(({ stdout, stderr }) => stdout + stderr).join('');
      ran.push({
        commands: text,
        expected: Number(/exit=(\d)/.exec(info)?.[1] ?? 0),
        code: done[0]!.status,
        printed,
        missing: [],
      });
    } else if (info === 'expect' && last) {
      ran[ran.length - 1] = { ...last, missing: lines.filter((line) => !last.printed.includes(line)) };
    }
  }
  return ran;
}

test('the second half of the tutorial, typed word for word, does what it says', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'dse-tutorial-'));
  try {
    const ran = typed(readFileSync(join(ROOT, 'docs/tutorial/first-evolution.md'), 'utf8'), folder);
    expect(ran.length).toBeGreaterThan(2);
    for (const { commands, expected, code, printed, missing } of ran) {
      expect({ commands, code, missing }, printed).toEqual({ commands, code: expected, missing: [] });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
