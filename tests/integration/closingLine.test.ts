import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const reporter = fileURLToPath(new URL('../closingLine.ts', import.meta.url));
let folder: string;

function lastLineOf(
  files: Readonly<Record<string, string>>,
): Promise<{ code: unknown; line: string | undefined }> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.test.js`), text);
  const args = [vitest, 'run', '--root', folder, '--globals', `--reporter=${reporter}`];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder }, (error, out) =>
      resolve({ code: error?.code ?? 0, line: out.trimEnd().split('\n').at(-1) }),
    );
  });
}

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'dse-closing-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('ends a run with what passed and failed', async () => {
  const passing = `test('a', () => {}); test('b', () => {});`;
  expect(await lastLineOf({ passing })).toEqual({ code: 0, line: '2 passed, 0 failed' });
  const failing = `test('c', () => { throw new Error('no'); });`;
  expect(await lastLineOf({ passing, failing })).toEqual({ code: 1, line: '2 passed, 1 failed' });
});

it('counts a file that does not load as failed, and names what was skipped', async () => {
  const broken = `throw new Error('this file does not load');`;
  const some = `test('a', () => {}); test.runIf(false)('b', () => {});`;
  expect(await lastLineOf({ broken, some })).toEqual({ code: 1, line: '1 passed, 1 failed, 1 skipped' });
});
