import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Language, ProgramScope } from '../../actors/ports.ts';
import { readCapabilityFile } from '../../infra/config/capabilityFile.ts';
import { outOfScope } from '../../infra/engines/outOfScope.ts';

const SCOPE: ProgramScope = {
  languages: ['javascript'],
  engines: null,
  maxLength: 1000,
  forbidden: [],
  required: [],
};
const said = (source: string, scope: Partial<ProgramScope>, language: Language = 'javascript') =>
  outOfScope({ language, source, entry: 'f' }, { ...SCOPE, ...scope }, 'quickjs');

describe('a program out of its scope is refused by name', () => {
  it.each([
    ['its language', said('', {}, 'python'), /"python".*: javascript$/],
    ['the engine', said('', { engines: ['isolated-vm'] }), /"quickjs".*: isolated-vm$/],
    ['its length', said('x'.repeat(1001), {}), /1001 characters, 1000/],
    ['a forbidden word', said('return eval(x)', { forbidden: ['eval'] }), /"eval" is forbidden/],
    ['a required word it lacks', said('evaluate()', { required: ['eval'] }), /"eval" is required/],
    ['a word of signs', said('a => a.x', { forbidden: ['.x'] }), /".x" is forbidden/],
  ])('%s', (_what, message, expected) => expect(message).toMatch(expected));
  it('and one within is not', () => {
    expect(
      said('evaluate()', { forbidden: ['eval'], required: ['evaluate'], engines: ['quickjs'] }),
    ).toBeNull();
  });
});

describe('a scope in a capability file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dse-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const MEDIAN = new URL('../../docs/examples/median/', import.meta.url);
  const problems = async (scope: string) => {
    const text = readFileSync(new URL('capability.yaml', MEDIAN), 'utf8').replace(
      'file: textbook.js',
      'source: "function median(values) { return values[0]; }"',
    );
    writeFileSync(join(folder, 'capability.yaml'), `${text}\nscope: ${scope}\n`);
    const read = await readCapabilityFile(join(folder, 'capability.yaml'));
    return read.ok ? [] : read.problems.map(({ message }) => message);
  };
  it.each([
    ['{ packages: [lodash] }', /the package "lodash" is not pinned to one version/],
    ['{ network: true }', /a function cannot use the network/],
    ['{ languages: [python] }', /`language: javascript` is not among them/],
    ['{ required: [a], forbidden: [a] }', /"a" is required and forbidden/],
    ['{ engines: [v8] }', /"v8" is not possible here/],
  ])('%s is refused', async (scope, message) => {
    expect(await problems(scope)).toEqual([expect.stringMatching(message)]);
  });
  it('that can be kept to is taken', async () => {
    expect(
      await problems('{ engines: [isolated-vm, quickjs], languages: [javascript], forbidden: [eval] }'),
    ).toEqual([]);
  });
});
