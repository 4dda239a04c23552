import { describe, expect, it } from 'vitest';
import { purityProblems } from '../checks/purity.ts';
import { roomSources } from '../checks/sources.ts';

const problemsOf = (text: string, path = 'machines/task/decide.ts') =>
  purityProblems(new Map([[path, text]]));

describe('the check of machine purity', () => {
  it('lets these machines pass', () => {
    const sources = roomSources();
    expect([...sources.keys()].filter((path) => path.startsWith('machines/')).length).toBeGreaterThan(5);
    expect(purityProblems(sources)).toEqual([]);
  });

  it.each([
    ['const at = Date.now();', 'Date.now'],
    [`const at = Date['now']();`, 'Date.now'],
    ['const { now } = Date;', 'Date.now'],
    ['const at = new Date();', 'new Date()'],
    ['const at = Date();', 'Date()'],
    ['const at = new Date(2026, 1, 1);', 'time zone'],
    ['const hour = new Date(at).getHours();', 'getHours'],
    ['const text = n.toLocaleString();', 'toLocaleString'],
    ['list.sort((a, b) => a.localeCompare(b));', 'localeCompare'],
    ['const t = performance.now();', 'performance'],
    ['const r = Math.random();', 'Math.random'],
    ['const { random } = Math;', 'Math.random'],
    ['const id = crypto.randomUUID();', 'crypto'],
    ['const home = process.env.HOME;', 'process'],
    ['const f = new Intl.NumberFormat();', 'Intl'],
    ['const now = globalThis.Date;', 'globalThis'],
    ['setTimeout(go, 10);', 'setTimeout'],
    ['queueMicrotask(go);', 'queueMicrotask'],
    ['const said = { console };', 'console'],
    [`import { readFileSync } from 'node:fs';`, 'node:fs'],
    [`export { createHash } from 'node:crypto';`, 'node:crypto'],
    [`const fs = await import('node:fs');`, 'import()'],
    [`import { createActor as start } from 'xstate';`, 'createActor'],
    [`import * as xstate from 'xstate'; xstate.createActor(machine);`, 'createActor'],
    ['const root = n ** (1 / 3);', '**'],
    ['const root = Math.pow(n, 0.25);', 'Math.pow'],
    ['let calls = 0;', 'memory outside the snapshot'],
    ['export let calls = 0;', 'memory outside the snapshot'],
  ])('refuses %s', (text, word) => {
    const problems = problemsOf(`\n${text}`);
    expect(problems.join('\n')).toContain(word);
    expect(problems[0]).toMatch(/^machines\/task\/decide\.ts:2: /);
  });

  it.each([
    ['const at = Date.parse(meta.at);'],
    ['const day = new Date(ms).getUTCDay();'],
    ['const ms = Date.UTC(2026, 1, 1);'],
    ['const { performance } = parts; const score = performance * 0.2;'],
    ['const score = ({ performance }: Parts) => performance;'],
    ['const share = proof.performance;'],
    ['type Parts = { performance: number; process: string };'],
    ['const cube = x ** 3; const root = Math.cbrt(x);'],
    ['const f = () => { let sum = 0; for (let i = 0; i < 3; i += 1) sum += i; return sum; };'],
    ['const said = "Date.now()"; // Math.random()'],
  ])('lets pass %s', (text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  it('takes a name bound in one function for the global in another', () => {
    expect(problemsOf('const f = (process: string) => process;\nconst g = () => process;')).toEqual([
      expect.stringContaining('machines/task/decide.ts:2: process'),
    ]);
  });

  it('lets only the interpreter borrow an actor', () => {
    const text = `import { createActor } from 'xstate';`;
    expect(problemsOf(text, 'machines/fold.ts')).toEqual([]);
    expect(problemsOf(text, 'machines/task/machine.ts')).toHaveLength(1);
  });

  it('says nothing about other rooms', () => {
    expect(problemsOf('const at = Date.now();', 'infra/clock.ts')).toEqual([]);
  });
});
