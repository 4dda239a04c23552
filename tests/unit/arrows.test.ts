import { describe, expect, it } from 'vitest';
import { arrowProblems } from '../checks/arrows.ts';
import { roomSources } from '../checks/sources.ts';

const house = {
  'events/commit.ts': `import { z } from 'zod';`,
  'machines/fold.ts': `import type { Commit } from '../events/commit.ts';`,
  'projections/projector.ts': `export * from '../events/commit.ts';`,
  'actors/host.ts': `import { fold } from '../machines/fold.ts';`,
  'infra/dse.ts': `import { host } from '../actors/host.ts';\nawait import('../projections/projector.ts');`,
};
const withFile = (path: string, text: string) =>
  arrowProblems(new Map(Object.entries({ ...house, [path]: text })));

describe('the check of import arrows', () => {
  it('lets the house as designed pass', () => {
    expect(arrowProblems(new Map(Object.entries(house)))).toEqual([]);
  });

  it('lets this house pass', () => {
    const sources = roomSources();
    expect(sources.size).toBeGreaterThan(20);
    expect(arrowProblems(sources)).toEqual([]);
  });

  it.each([
    ['events/task.ts', `import { fold } from '../machines/fold.ts';`, 'events must not import machines'],
    ['events/task.ts', `import { readFileSync } from 'node:fs';`, 'events must not import "node:fs"'],
    ['machines/task.ts', `import { host } from '../actors/host.ts';`, 'machines must not import actors'],
    [
      'machines/task.ts',
      `import { p } from '../projections/projector.ts';`,
      'machines must not import projections',
    ],
    [
      'machines/task.ts',
      `import { createHash } from 'node:crypto';`,
      'machines must not import "node:crypto"',
    ],
    ['machines/task.ts', `import { z } from 'zod';`, 'machines must not import "zod"'],
    ['actors/mailbox.ts', `import { dse } from '../infra/dse.ts';`, 'actors must not import infra'],
    [
      'actors/mailbox.ts',
      `import { p } from '../projections/projector.ts';`,
      'actors must not import projections',
    ],
    ['actors/mailbox.ts', `import ivm from 'isolated-vm';`, 'actors must not import "isolated-vm"'],
    [
      'projections/query.ts',
      `import { fold } from '../machines/fold.ts';`,
      'projections must not import machines',
    ],
    [
      'projections/query.ts',
      `import { x } from '@duckdb/node-api';`,
      'projections must not import "@duckdb/node-api"',
    ],
  ])('refuses in %s: %s', (path, text, problem) => {
    const problems = withFile(path, text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${path}:1: ${problem}`);
  });

  it.each([
    ['a type import', `import type { Host } from '../actors/host.ts';`],
    ['a re-export', `export { host } from '../actors/host.ts';`],
    ['a dynamic import', `const host = await import('../actors/host.ts');`],
    ['a type taken by import()', `export type Host = import('../actors/host.ts').Host;`],
  ])('sees the arrow in %s', (_, text) => {
    expect(withFile('machines/task.ts', `\n${text}`)).toEqual([
      expect.stringMatching(/^machines\/task\.ts:2: machines must not import actors/),
    ]);
  });

  it('does not take a package for an allowed one whose name it begins with', () => {
    expect(withFile('events/task.ts', `import { z } from 'zod-extra';`)).toHaveLength(1);
  });

  it('refuses an import out of the rooms and one that names no file', () => {
    expect(withFile('infra/x.ts', `import { given } from '../tests/given.ts';`)[0]).toContain(
      'leads out of the rooms',
    );
    expect(withFile('infra/x.ts', `import { host } from '../actors/host.js';`)[0]).toContain('names no file');
  });

  it('names the files of a cycle', () => {
    const cycle = arrowProblems(
      new Map([
        ['events/a.ts', `import { type T } from './b.ts';`],
        ['events/b.ts', `export { c } from './c.ts';`],
        ['events/c.ts', `export * from './a.ts';`],
      ]),
    );
    expect(cycle).toEqual([expect.stringContaining('events/a.ts → events/b.ts → events/c.ts → events/a.ts')]);
  });

  it.each([
    `import type { A } from './a.ts';`,
    `export type * from './a.ts';`,
    `export type C = import('./a.ts').A;`,
  ])('takes no cycle from types, which are gone at run time: %s', (back) => {
    const sources = new Map([
      ['events/a.ts', `import { b } from './b.ts';`],
      ['events/b.ts', back],
    ]);
    expect(arrowProblems(sources)).toEqual([]);
  });
});
