import type { Program, Sandbox } from '../../../actors/ports.ts';
import { openBash } from '../../sandbox/bash.ts';
import { findJustBash } from '../../sandbox/bash/justBash.ts';
import { openPython, whyNoPython } from '../../sandbox/python.ts';
import { openSandbox } from '../../sandbox/pool.ts';
import type { SandboxOptions } from '../../sandbox/pool.ts';
import { planBrokenIsolate } from './weak/brokenIsolate.ts';

/** One engine under attack: its catalogue, honest programs in its language, and how to open it. */
export type Contender = {
  readonly engine: string;
  readonly language: Program['language'];
  /** The folder of its programs beside this file. */
  readonly catalogue: string;
  /** Honest, deterministic programs with the entry `f` that take any input. */
  readonly neighbours: readonly string[];
  open(options?: SandboxOptions): Promise<Sandbox>;
  /** Why it cannot be attacked here; null when it can. */
  missing?(): Promise<string | null>;
};

const JAVASCRIPT = {
  language: 'javascript',
  neighbours: [
    'function f(x) { return [typeof x, x === null ? 0 : Object.keys(Object(x)).length] }',
    'function f(x) { return [[3, 1, 2].sort().map((n) => n * 2), `${[1, 2]}`, JSON.stringify(x), typeof poison, Object.keys(Object.prototype)] }',
    'function f() { return [Math.random(), Date.now(), new Date().getTime(), new Map([[1, 2]]).size, "abc".slice(1)] }',
    'async function f(x) { await null; return [await Promise.resolve(x), RegExp.$1, isNaN("x"), Array.isArray(x)] }',
  ],
} as const;

const PYTHON = {
  language: 'python',
  neighbours: [
    'def f(x): return [type(x).__name__, 0 if x is None or isinstance(x, int) else len(x)]',
    'import json, math\ndef f(x): return [sorted([3, 1, 2]), math.floor(1.5), json.dumps(x, sort_keys=True), "poison" in globals()]',
    'import random, time\ndef f(x): return [random.random(), time.time(), list({"a", "b", "c"})]',
  ],
} as const;

const BASH = {
  language: 'bash',
  neighbours: [
    'f() { jq -c \'[type, (if type == "array" then length else 0 end)]\'; }',
    'f() { printf "3\\n1\\n2\\n" | sort -n | awk "{ s = s \\$1 } END { print s }"; }',
    'f() { echo "[$RANDOM,$(date +%s),$(ls /tmp | wc -l)]"; }',
  ],
} as const;

/** One child, so that everybody is a neighbour; little grace, so that killing is quick. */
const TIGHT: SandboxOptions = { size: 1, graceMs: 500 };

export const CONTENDERS: readonly Contender[] = [
  {
    ...JAVASCRIPT,
    engine: 'isolated-vm',
    catalogue: 'javascript',
    open: (options = {}) => openSandbox({ ...TIGHT, ...options }),
  },
  {
    ...JAVASCRIPT,
    engine: 'quickjs',
    catalogue: 'javascript',
    open: (options = {}) => openSandbox({ ...TIGHT, engine: 'quickjs', ...options }),
  },
  {
    ...PYTHON,
    engine: 'python',
    catalogue: 'python',
    open: (options = {}) => openPython({ ...TIGHT, ...options }),
    missing: whyNoPython,
  },
  {
    ...BASH,
    engine: 'just-bash',
    catalogue: 'bash',
    open: (options = {}) => openBash({ ...TIGHT, ...options }),
    missing: async () => (findJustBash() === null ? 'just-bash is not installed' : null),
  },
  {
    ...JAVASCRIPT,
    engine: 'the child with a broken isolate',
    catalogue: 'escaped',
    open: (options = {}) => openSandbox({ ...TIGHT, childMb: 300, plan: planBrokenIsolate, ...options }),
  },
];

/** The engine of that name under a catalogue, else the first one. */
export function contenderOf(catalogue: string, engine?: string): Contender {
  const found = CONTENDERS.find(
    (one) => one.catalogue === catalogue && (engine === undefined || one.engine === engine),
  );
  if (found === undefined)
    throw new Error(`there is no hostile catalogue "${catalogue}" for ${engine ?? 'any engine'}`);
  return found;
}
