import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Limits } from '../../actors/ports.ts';
import { Arena } from '../../infra/bench/hostile/arena.ts';
import { catalogueOf } from '../../infra/bench/hostile/catalogue.ts';
import { contenderOf } from '../../infra/bench/hostile/engines.ts';
import { planBrokenIsolate } from '../../infra/bench/hostile/weak/brokenIsolate.ts';
import { findBubblewrap } from '../../infra/sandbox/bubblewrap.ts';
import { type LaunchChanges, planLaunch } from '../../infra/sandbox/launch.ts';
import type { SandboxOptions } from '../../infra/sandbox/pool.ts';

const weak = fileURLToPath(new URL('weak/', import.meta.url));
const binary = fileURLToPath(new URL('../../infra/bench/hostile/weak/engine.js', import.meta.url));
const engine = { name: 'isolated-vm', binary } as const;
const bwrap = await findBubblewrap();

const planned = (changes: LaunchChanges): SandboxOptions => ({ plan: (wrap) => planLaunch(wrap, changes) });
const preloading = (file: string, changes: LaunchChanges = {}): SandboxOptions =>
  planned({
    ...changes,
    readable: [weak],
    flags: (flags) => [...flags, `--import=${new URL(`weak/${file}`, import.meta.url).href}`],
  });
const without = (flag: RegExp): SandboxOptions =>
  planned({ engine, flags: (flags) => flags.filter((one) => !flag.test(one)) });

type Down = {
  readonly options?: SandboxOptions;
  readonly limits?: Partial<Limits> & { readonly deadlineMs?: number };
};
type Wall = readonly [
  wall: string,
  catalogue: 'javascript' | 'escaped',
  witness: string,
  /** What the witness got or did. */
  got: RegExp,
  down: Down,
];

/** Each wall by itself: what stands without it, and who is not contained then. */
const WALLS: readonly Wall[] = [
  ['the isolate', 'javascript', 'process', /ok "v\d/, { options: { plan: planBrokenIsolate } }],
  [
    'the hardened realm',
    'javascript',
    'webassembly',
    /ok 65536/,
    { options: preloading('withoutHardening.js') },
  ],
  [
    'the refusal of code from strings',
    'javascript',
    'number-constructor',
    /ok "undefinedobject"/,
    { options: preloading('withoutHardening.js') },
  ],
  ['the fixed clock', 'javascript', 'formatted-now', /ok "/, { options: preloading('withoutHardening.js') }],
  ['the limit of memory', 'javascript', 'one-buffer', /ok 500000000/, { limits: { memoryMb: 4096 } }],
  [
    'the limit of time',
    'javascript',
    'loop',
    /nothing ended it|ok/,
    { limits: { wallMs: 600_000, deadlineMs: 3000 } },
  ],
  ['the limit of output', 'javascript', 'long-text', /ok "xxx/, { limits: { outputBytes: 1e9 } }],
  ['the limit of depth', 'javascript', 'deep-list', /ok \[\[\[/, { limits: { depth: 1e6 } }],
  ['the quarantine', 'escaped', 'leave', /may be called again/, { options: { quarantine: false } }],
  [
    'the watchdog',
    'escaped',
    'stop-itself',
    /nothing ended it/,
    { options: { graceMs: 600_000 }, limits: { deadlineMs: 5000 } },
  ],
  [
    'the cap of the process',
    'escaped',
    'memory-of-the-child',
    /ok 25/,
    { options: { childMb: 1e6 }, limits: { wallMs: 20_000 } },
  ],
  [
    'the permission flags',
    'escaped',
    'start-a-process',
    /ok "\d+"/,
    { options: without(/^--permission$|^--allow-/) },
  ],
  [
    'the dropping of rights',
    'escaped',
    'read-the-worker',
    /ok "\/\*\*/,
    { options: preloading('withRights.js', { engine }) },
  ],
  [
    'the empty environment',
    'escaped',
    'environment',
    /ok \["DSE_CANARY"\]/,
    { options: planned({ engine, env: { DSE_CANARY: 'of the host' } }) },
  ],
];

async function verdictOn(catalogue: 'javascript' | 'escaped', witness: string, down: Down): Promise<string> {
  const program = catalogueOf(catalogue).find(({ name }) => name === witness);
  if (program === undefined) throw new Error(`the witness ${witness} is not in the catalogue`);
  const arena = await Arena.open(contenderOf(catalogue), down.options, down.limits);
  try {
    // Here the wall it needs is the one that is down.
    const { failures } = await arena.challenge({ ...program, needs: [] });
    return failures.join('\n');
  } finally {
    await arena.close();
  }
}

test.each(WALLS)(
  'without %s a hostile program is reported: %s, %s',
  async (_wall, catalogue, witness, got, down) => {
    expect(await verdictOn(catalogue, witness, down)).toMatch(got);
  },
);

test.each(WALLS)('with %s the same program is contained: %s, %s', async (_wall, catalogue, witness) => {
  expect(await verdictOn(catalogue, witness, {})).toBe('');
});

test.runIf(process.platform === 'linux')('without the flag against it a database is written', async () => {
  // Outside bubblewrap, whose files are all read-only.
  const options = { ...without(/^--no-experimental-sqlite$/), bubblewrap: false };
  try {
    expect(await verdictOn('escaped', 'sqlite-file', { options })).toMatch(/ok "\//);
  } finally {
    for (const folder of ['/dev/shm', '/tmp', '/dev', '/var/tmp'])
      rmSync(`${folder}/dse-hostile.db`, { force: true });
  }
});

test.runIf(process.getuid?.() === 0 && process.platform === 'linux')(
  'as the same user, and outside bubblewrap, a child signals its parent; as another user it cannot',
  async () => {
    const signal = (options: SandboxOptions): Promise<string> =>
      verdictOn('escaped', 'signal-the-parent', { options: { bubblewrap: false, ...options } });
    expect(await signal(preloading('withRights.js', { engine }))).toMatch(/ok "the host"/);
    expect(await signal({})).toBe('');
  },
);

test.runIf(bwrap !== null)('outside bubblewrap a child sees or reaches the network', async () => {
  const outside = (witness: string): Promise<string> =>
    verdictOn('escaped', witness, { options: { bubblewrap: false } });
  expect([await outside('connect'), await outside('see-the-network')].join()).toMatch(
    /it reached a listener|ok \["/,
  );
});
