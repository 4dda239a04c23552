import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
let built: string;

/** `npm run build`, into a folder of its own below the project, where packages are found. */
beforeAll(() => {
  mkdirSync(join(root, '.cache'), { recursive: true });
  built = mkdtempSync(join(root, '.cache/build-'));
  const node = (...args: string[]) => execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  // Types are another check's business; emitting alone takes a fraction of the time.
  node(
    'node_modules/typescript/bin/tsc',
    '-p',
    'tsconfig.build.json',
    '--outDir',
    built,
    '--noCheck',
    '--declaration',
    'false',
  );
  node('infra/packaging/copyAssets.ts', built);
});
afterAll(() => rmSync(built, { recursive: true, force: true }));

describe('the built package', () => {
  it('has JavaScript for every source, with imports that lead to it', () => {
    const rooms = '{actors,events,machines,projections,infra}/**/*.ts';
    const sources = globSync(rooms, { cwd: root, exclude: ['infra/docs/**', 'infra/packaging/**'] });
    const emitted = new Set(globSync('**/*.js', { cwd: built }));
    expect(sources.filter((file) => !emitted.has(file.replace(/\.ts$/, '.js')))).toEqual([]);
  });

  it('has every asset the sources read', () => {
    const assets = '{projections,infra,docs/examples}/**/*.{sql,js,yaml,json,py,sh}';
    const there = new Set(globSync('**/*', { cwd: built }));
    expect(globSync(assets, { cwd: root }).filter((file) => !there.has(file))).toEqual([]);
  });

  it('says its events', async () => {
    const events: unknown = await import(pathToFileURL(join(built, 'events/index.js')).href);
    expect(events).toMatchObject({ encodeCommit: expect.any(Function), catalog: expect.any(Object) });
  });
});
