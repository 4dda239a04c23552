import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { version } from '../../infra/cli/version.ts';
import { openDoor } from '../../infra/door/doorServer.ts';
import type { OpenDoor } from '../../infra/door/doorServer.ts';
import { takeHold } from '../../infra/door/hold.ts';
import type { Hold } from '../../infra/door/hold.ts';
import { typed } from './typed.ts';

// What a command line reads decides how soon it does something; no clock is asked.
const hook = new URL('./listLoaded.ts', import.meta.url).href;
const root = new URL('../../', import.meta.url).href;

/** What prints tables. */
const TABLES = [
  'cli-table3',
  'string-width',
  'strip-ansi',
  'ansi-regex',
  'is-fullwidth-code-point',
  'emoji-regex',
];

let folder: string;
let hold: Hold;
let door: OpenDoor;
const asked: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dse-quick-'));
  const attempt = takeHold(folder, 'a test');
  if (attempt.status !== 'held') throw new Error('a new folder is held');
  hold = attempt.hold;
  door = await openDoor(folder, version, async function* ({ command }) {
    asked.push(command);
    yield { exit: 0 };
  });
});
afterAll(async () => {
  await door.close();
  hold.release();
  rmSync(folder, { recursive: true });
});

/** What the command line reads until it ends: packages by name, modules of DSE by their place, Node's own with `node:`. */
async function loadedBy(...args: readonly string[]): Promise<readonly string[]> {
  const list = join(folder, 'loaded.json');
  const { code, err } = await typed([...args, '--folder', folder], {
    NODE_OPTIONS: `--import=${hook}`,
    LOADED: list,
  });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return (JSON.parse(readFileSync(list, 'utf8')) as string[]).map(
    (url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? url.replace(root, ''),
  );
}

const own = (loaded: readonly string[]): readonly string[] =>
  loaded.filter((one) => one.endsWith('.ts') || one.endsWith('bin.js'));
const packages = (loaded: readonly string[]): readonly string[] => [
  ...new Set(loaded.filter((one) => !one.startsWith('node:') && !own(loaded).includes(one))),
];

it('the version is told with the program alone, no command is read', async () => {
  const loaded = await loadedBy('--version');
  expect(packages(loaded)).toEqual(['commander']);
  expect(own(loaded).filter((one) => one.startsWith('infra/cli/commands/'))).toEqual([
    'infra/cli/commands/index.ts',
  ]);
  expect(own(loaded).length).toBeLessThanOrEqual(10);
});

it('`dse rollback` beside a server reads the door and nothing of what stands behind it', async () => {
  const loaded = await loadedBy('rollback', 'email-validator');
  expect(asked).toEqual(['rollback']);
  expect(packages(loaded)).toEqual(['commander']);
  expect(own(loaded).filter((one) => !/^infra\/((cli|door|log)\/|config\/percent.ts)/.test(one))).toEqual([]);
  expect(own(loaded).length).toBeLessThanOrEqual(25);
  // An import of it loads all of fetch.
  expect(loaded).not.toContain('node:http');
});

it.each([
  ['status', 'email-validator'],
  ['query', 'SELECT 1'],
  ['run', 'email-validator', '--input', '1'],
  ['artifact', 'list'],
  ['rollout', 'stop', 'email-validator-ro1', '--reason', 'it harms'],
])('`dse %s` beside a server reads no database, server, model provider or sandbox', async (...args) => {
  const loaded = packages(await loadedBy(...args));
  expect(loaded).toContain('zod');
  expect(loaded.filter((one) => !['commander', 'zod', ...TABLES].includes(one))).toEqual([]);
});
