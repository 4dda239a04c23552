import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PackageCode, Sandbox } from '../../actors/ports.ts';
import { capabilityState, lifecycleOf } from '../../actors/workshop.ts';
import { sha256 } from '../../events/hash.ts';
import { readCapabilityFile } from '../../infra/config/capabilityFile.ts';
import { createDse } from '../../infra/dse.ts';
import { scoped } from '../../infra/engines/scoped.ts';
import { openSandbox } from '../../infra/sandbox/pool.ts';
import { LIMITS } from '../evaluate.ts';

const folder = mkdtempSync(join(tmpdir(), 'dse-packages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const install = (name: string, manifest: object, code: string, file = 'index.js'): void => {
  write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.2.3', ...manifest }));
  write(`node_modules/${name}/${file}`, code);
};
const DOUBLE = 'module.exports = (n) => n * 2;';
install('twice', {}, DOUBLE);
write(
  'node_modules/.package-lock.json',
  JSON.stringify({ packages: { 'node_modules/twice': { integrity: 'sha512-twice' } } }),
);
install(
  '@own/modern',
  { type: 'module', exports: { '.': { import: './m.js' } } },
  'const k = 2;\nexport default (n) => n * k;\nexport function half(n) { return n / 2 }\nexport { k as factor };',
  'm.js',
);
install('needy', { dependencies: { twice: '1' } }, DOUBLE);
install('many', {}, 'module.exports = require("./other.js");');
install('native', { main: 'build/native.node' }, '', 'build/native.node');
install('asks', {}, 'module.exports = require("node:fs");');
install('later', {}, 'module.exports = () => import("node:fs");');
install('broken', {}, 'module.exports = (;');
install('huge', {}, `module.exports = "${'x'.repeat(200_000)}";`);

async function read(packages: readonly string[], seed: string, more = '') {
  write(
    'capability.yaml',
    `capability: double
description: Doubles a number.
entry: double
input: { type: integer, minimum: -1000, maximum: 1000 }
output: { type: integer }
examples: [{ input: 1, output: 2 }, { input: 4, output: 8 }, { input: -3, output: -6 }]
scope: { packages: ${JSON.stringify(packages)} }
seeds: [{ name: first, provenance: the test, source: ${JSON.stringify(seed)} }]
${more}
`,
  );
  return readCapabilityFile(join(folder, 'capability.yaml'));
}
const SEED = "const twice = require('twice'); function double(n) { return twice(n) }";
const said = async (pin: string, more = ''): Promise<string> => {
  const answer = await read([pin], SEED, more);
  return answer.ok
    ? 'taken'
    : answer.problems.map(({ message, remedy }) => `${message}: ${remedy}`).join('\n');
};

describe('a package in a scope', () => {
  it('is bundled, with its version, the integrity of the lock file and the hash of the bundle', async () => {
    const answer = await read(['twice@1.2.3'], SEED);
    expect(answer.ok && answer.capability.packages).toEqual([
      { name: 'twice', version: '1.2.3', integrity: 'sha512-twice', hash: sha256(DOUBLE), source: DOUBLE },
    ]);
    expect(await said(`twice@1.2.3#${sha256(DOUBLE)}`)).toBe('taken');
  });
  it.each([
    ['without a version', 'twice', /"twice" is not pinned to one version: .*left-pad@1\.3\.0/],
    ['with a range', 'twice@^1.2.3', /"twice@\^1.2.3" is not pinned/],
    ['out of its folder', '../twice@1.2.3', /"..\/twice@1.2.3" is not pinned/],
    [
      'in another version',
      'twice@1.2.4',
      /"twice" is installed in version 1\.2\.3, and 1\.2\.4 is pinned: .*twice@1\.2\.4/,
    ],
    [
      'that is missing',
      'absent@1.0.0',
      /"absent" is not installed: .*npm install --save-exact absent@1\.0\.0/,
    ],
    [
      'with another hash',
      `twice@1.2.3#${'0'.repeat(64)}`,
      /"twice" is not what was pinned: its bundle has the hash [0-9a-f]{64}/,
    ],
    ['with dependencies', 'needy@1.2.3', /"needy" cannot be bundled: it depends on twice/],
    ['of several files', 'many@1.2.3', /"many" cannot be bundled: it needs \.\/other\.js/],
    ['with a binary', 'native@1.2.3', /"native" cannot be bundled: its entry "build\/native\.node"/],
    ['that asks for the system', 'asks@1.2.3', /"asks" cannot be bundled: it needs node:fs/],
    ['that asks for it later', 'later@1.2.3', /"later" cannot be bundled: it needs node:fs/],
    ['that cannot be read', 'broken@1.2.3', /"broken" cannot be bundled: its code cannot be read/],
    ['that is too long', 'huge@1.2.3', /"huge" cannot be bundled: its code has 2000\d\d characters/],
  ])('%s is refused by its name', async (_how, pin, message) => expect(await said(pin)).toMatch(message));
  it('of another language is refused by its name', async () => {
    expect(await said('twice@1.2.3', 'language: bash')).toMatch(
      /"twice" cannot be used by a function in bash/,
    );
  });
});

describe.each(['isolated-vm', 'quickjs'] as const)('code with packages on %s', (engine) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = scoped(await openSandbox({ size: 1, engine }));
  });
  afterAll(() => sandbox.close());
  const code = (name: string, source: string): PackageCode => ({
    name,
    version: '1.2.3',
    hash: sha256(source),
    source,
  });
  const call = async (
    source: string,
    packages: readonly PackageCode[],
    mode: 'plain' | 'fuel' | 'coverage' = 'plain',
  ) => {
    const program = { language: 'javascript', source, entry: 'f', packages } as const;
    const evaluation = await sandbox.evaluate({ program, inputs: ['4', '5'], mode, limits: LIMITS, seed: 0 });
    if (evaluation.status === 'unloadable') return `${evaluation.error.name}: ${evaluation.error.message}`;
    return evaluation.calls
      .map((one) =>
        one.status === 'ok'
          ? one.output
          : one.status === 'error'
            ? `${one.error.name}: ${one.error.message}`
            : one.status,
      )
      .join();
  };
  const uses = (what: string): string => `const p = require('p'); function f(n) { return ${what} }`;

  it.each(['plain', 'fuel', 'coverage'] as const)('runs the same in the %s build', async (mode) => {
    expect(await call(uses('p(n)'), [code('p', DOUBLE)], mode)).toBe('8,10');
  });
  it('has an ES module by its exports, bundled from where it is installed', async () => {
    const answer = await read(['@own/modern@1.2.3'], SEED);
    const packages = answer.ok ? (answer.capability.packages ?? []) : [];
    const source =
      "const m = require('@own/modern'); function f(n) { return [m.default(n), m.half(n), m.factor] }";
    expect(await call(source, packages)).toBe('[8,2,2],[10,2.5,2]');
  });
  it('pays for what they do', async () => {
    const slow = 'module.exports = (n) => { for (;;) n += 1 };';
    expect(await call(uses('p(n)'), [code('p', slow)], 'fuel')).toBe('fuel,fuel');
  });
  it('is refused another by its name, before it runs or when it computes the name', async () => {
    expect(await call("const q = require('q'); function f(n) { return n }", [code('p', DOUBLE)])).toMatch(
      /^SyntaxError: the module "q" cannot be imported .* may `require` p/,
    );
    expect(await call("function f(n) { return require('q' + n)(n) }", [code('p', DOUBLE)])).toMatch(
      /^Error: the module "q4" cannot be imported: it is not in scope\.packages/,
    );
    expect(await call(uses('p(n)'), [])).toMatch(/"p" cannot be imported .* stand alone/);
  });
  it('does not run when a bundle is not the one that was hashed', async () => {
    const changed = { ...code('p', DOUBLE), source: 'module.exports = () => 666;' };
    expect(await call(uses('p(n)'), [changed])).toMatch(
      /^ScopeError: the package "p" \(1\.2\.3\) is not the one that was bundled/,
    );
    const program = {
      language: 'javascript',
      source: uses('p(n)'),
      entry: 'f',
      packages: [changed],
    } as const;
    await expect(sandbox.serve(program, LIMITS)).rejects.toThrow('is not the one that was bundled');
  });
  it.each([
    [
      'the process',
      'module.exports = () => typeof process + typeof global.process + typeof globalThis.Deno',
      '"undefinedundefinedundefined"',
    ],
    [
      'code from strings',
      'module.exports = () => Function("return 1")()',
      'EvalError: code from strings is not available in the sandbox',
    ],
    [
      'other modules',
      'module.exports = () => require("node:" + "fs")',
      'Error: the module "node:fs" cannot be imported: it is not in scope.packages',
    ],
    [
      'the counters',
      'module.exports = () => $dse_k',
      'SyntaxError: names that begin with $dse_ are reserved by the sandbox',
    ],
    ['a way out of its function', '}); globalThis.process = 1; (function () {', ''],
  ])('is confined like any other: a package does not reach %s', async (_what, source, comes) => {
    const text = await call(uses('typeof process === "object" ? "out" : p(n)'), [code('p', source)]);
    expect(text).not.toContain('out');
    expect(text.startsWith(comes)).toBe(true);
  });
  it('is the same for a neighbour, whatever a package leaves behind', async () => {
    const leaves = code(
      'p',
      'globalThis.left = 1; Array.prototype.map = () => "left"; module.exports = (n) => n;',
    );
    expect(await call(uses('p(n)'), [leaves])).toBe('4,5');
    expect(
      await call('function f(n) { return [n].map((x) => x)[0] === n && typeof left + typeof require }', []),
    ).toBe('"undefinedundefined","undefinedundefined"');
  });
});

it('an artifact keeps its bundle: it is proved, stored and served with it when nothing is installed any more', async () => {
  const home = join(folder, 'home');
  const answer = await read(['twice@1.2.3'], SEED);
  if (!answer.ok) throw new Error('the capability was not read');
  const first = await createDse({ folder: home });
  await first.declare(answer.capability, folder);
  await first.settle();
  await first.submit('double', 'first');
  await first.settle();
  const { context } = await capabilityState(first.host, 'double');
  const { context: life } = await lifecycleOf(first.workshop, { kind: 'artifact', id: context.served! });
  expect(life.artifact?.packages).toEqual([
    { name: 'twice', version: '1.2.3', integrity: 'sha512-twice', hash: sha256(DOUBLE) },
  ]);
  await first.close();

  rmSync(join(folder, 'node_modules'), { recursive: true });
  const second = await createDse({ folder: home });
  expect(await second.run('double', '21')).toMatchObject({ status: 'ok', output: '42' });
  const { rows } = await second.query(
    "SELECT DISTINCT packages->0->>'name' AS name, packages->0->>'hash' AS hash FROM fact.artifact_generated",
  );
  expect(rows).toEqual([{ name: 'twice', hash: sha256(DOUBLE) }]);
  await second.close();
});
