import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const compiler = join(root, 'node_modules/typescript/bin/tsc');
/** A project that has the package installed; it lies below this one, where the packages of others are found. */
let consumer: string;
let built: string;

/** `npm run build`, into the package of the consumer. */
beforeAll(() => {
  mkdirSync(join(root, '.cache'), { recursive: true });
  consumer = mkdtempSync(join(root, '.cache/build-'));
  const installed = join(consumer, 'node_modules/dse');
  built = join(installed, 'dist');
  mkdirSync(installed, { recursive: true });
  copyFileSync(join(root, 'package.json'), join(installed, 'package.json'));
  const node = (...args: string[]) => execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  // Whether the sources' types are right is another check's business; whether they can be declared is said here.
  node(compiler, '-p', 'tsconfig.build.json', '--outDir', built, '--noCheck');
  node('infra/packaging/copyAssets.ts', built);
}, 300_000);
afterAll(() => rmSync(consumer, { recursive: true, force: true }));

/** Imports each export of the package; a line that is to be refused stands below its mark. */
const USE = `
import { createDse } from 'dse';
import type { Dse, DseConfig } from 'dse';
import { CapabilitySpec } from 'dse/events';
import { behaviours, budgetMachine } from 'dse/machines';
import * as projections from 'dse/projections';
import type { SnapshotFrom } from 'xstate';

const config: DseConfig = { folder: 'here' };
export const opened: Promise<Dse> = createDse(config);
// @ts-expect-error a folder is a text
export const nowhere: DseConfig = { folder: 1 };
const { capability } = CapabilitySpec.parse({});
export const name: string = capability;
// @ts-expect-error a name is a text
export const number: number = capability;
export const money = (budget: SnapshotFrom<typeof budgetMachine>): number =>
  budget.matches('open') ? budget.context.capMicro : 0;
export const unknownState = (budget: SnapshotFrom<typeof budgetMachine>): boolean =>
  // @ts-expect-error a budget has no such state
  budget.matches('opened');
export const version: number = behaviours.task.version;
export { projections };
`;

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

  it('declares types that a strict project can use, declarations checked', { timeout: 300_000 }, () => {
    writeFileSync(join(consumer, 'package.json'), '{"type":"module"}');
    writeFileSync(join(consumer, 'use.ts'), USE);
    const options = { target: 'es2024', module: 'nodenext', strict: true, noEmit: true, types: ['node'] };
    const config = { compilerOptions: { ...options, skipLibCheck: false }, files: ['use.ts'] };
    writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify(config));
    const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', consumer], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, '']);
  });
});
