import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { heldOutCases, visibleCases } from '../../actors/proving/cases.ts';
import { limitsOf } from '../../actors/proving/limits.ts';
import { robustnessCases } from '../../actors/proving/robustness.ts';
import type { Evaluation } from '../../actors/ports.ts';
import { suiteOf } from '../../events/suite.ts';
import { readCapabilityFile } from '../../infra/config/capabilityFile.ts';
import { openSandbox } from '../../infra/sandbox/pool.ts';
import { evaluate, LIMITS, outcome } from '../evaluate.ts';
import { REFERENCES } from '../references.ts';

const EXAMPLES = join(import.meta.dirname, '../../docs/examples');

const [isolates, quickjs] = await Promise.all([
  openSandbox({ size: 1, engine: 'isolated-vm' }),
  openSandbox({ size: 1, engine: 'quickjs', graceMs: 500 }),
]);
afterAll(() => Promise.all([isolates.close(), quickjs.close()]));

/** Status, output or error class, and fuel of each call: what must not depend on the engine. Messages are the engine's own. */
function facts(evaluation: Evaluation): unknown {
  if (evaluation.status !== 'ok') return evaluation.error.name;
  return evaluation.calls.map((call) => [
    call.status,
    call.status === 'ok' ? call.output : call.status === 'error' ? call.error.name : null,
    call.fuel,
  ]);
}

/** How often a comparator is called depends on how an engine sorts, and so does the fuel of what has its own: the one exception. */
const ITS_OWN_COMPARATOR = ['list-sort/reversed', 'list-sort/reference', 'median/reference'];

const corpus = await (async () => {
  const programs = [];
  for (const { name } of (await readdir(EXAMPLES, { withFileTypes: true })).filter((e) => e.isDirectory())) {
    const read = await readCapabilityFile(join(EXAMPLES, name, 'capability.yaml'));
    if (!read.ok) throw new Error(`${name}: ${read.problems[0]?.message ?? ''}`);
    const spec = read.capability;
    if (spec.kind !== 'function' || !spec.language.endsWith('script')) continue;
    const suite = suiteOf(spec);
    const cases = [
      ...(await visibleCases(suite, isolates)),
      ...heldOutCases(suite),
      ...robustnessCases(suite),
    ];
    const inputs = cases.map(({ input }) => JSON.stringify(input));
    const sources = [
      ...spec.seeds,
      ...spec.controls,
      ...(spec.oracle ? [{ name: 'oracle', ...spec.oracle }] : []),
    ];
    const reference = REFERENCES[name];
    if (reference !== undefined) sources.push({ name: 'reference', source: reference });
    for (const { name: of, source } of sources)
      programs.push({ title: `${name}/${of}`, spec, inputs, source });
  }
  return programs;
})();

const outputs = (evaluation: Evaluation): unknown =>
  evaluation.status === 'ok' &&
  evaluation.calls.map((call) => (call.status === 'ok' ? call.output : call.status));

describe('the example corpus', () => {
  const onBoth = async ({ spec, inputs, source }: (typeof corpus)[number]) => {
    const job = {
      program: { language: spec.language, source, entry: spec.entry, spread: spec.spread },
      inputs,
      mode: 'fuel',
      limits: { ...limitsOf(spec), wallMs: 10_000 },
      seed: 1,
    } as const;
    return Promise.all([isolates.evaluate(job), quickjs.evaluate(job)]);
  };
  it.each(corpus.filter(({ title }) => !ITS_OWN_COMPARATOR.includes(title)))(
    '$title gives the same answers for the same fuel on both engines',
    async (program) => {
      const [one, other] = await onBoth(program);
      expect(facts(other)).toEqual(facts(one));
    },
  );
  it.each(corpus.filter(({ title }) => ITS_OWN_COMPARATOR.includes(title)))(
    '$title sorts by its own comparator: the same answers, not the same fuel',
    async (program) => {
      const [one, other] = await onBoth(program);
      expect(outputs(other)).toEqual(outputs(one));
      expect(facts(other)).not.toEqual(facts(one));
    },
  );
});

describe('walls of QuickJS', () => {
  it('says in its walls which engine ran', async () => {
    expect(await quickjs.walls()).toMatchObject({
      engine: 'quickjs',
      walls: expect.arrayContaining(['one QuickJS in WebAssembly memory per artifact', 'no file reading']),
    });
  });
  it('stops loops, heap, buffers and recursion, call after call, and goes on answering', async () => {
    const says = (body: string, wallMs = 5000) =>
      outcome(quickjs, `function f() { ${body} }`, [null], { limits: { wallMs } });
    expect((await says('for (;;) {}', 60))[0]).toBe('timeout');
    expect((await says('const all = []; for (;;) all.push(new Array(1000).fill(1))'))[0]).toBe('memory');
    expect((await says('const all = []; for (;;) all.push(new Uint8Array(1e6))'))[0]).toBe('memory');
    expect((await says('try { new Uint8Array(2e8) } catch { return "caught" }'))[0]).toBe('memory');
    expect(await says('const g = () => g() + 1; return g()')).toEqual([
      'error',
      'RangeError: Maximum call stack size exceeded',
    ]);
    expect(await says('return "still here"')).toEqual(['ok', '"still here"']);
  });
  it('tells what loading failed with as the program said it, though it calls itself an error of the engine', async () => {
    const source =
      'function f() {} throw Object.assign(new Error("a\\ud800b\\u0000c"), { name: "RuntimeError" })';
    expect(await evaluate(quickjs, source, [1], {})).toMatchObject({
      status: 'unloadable',
      error: { name: 'RuntimeError', message: 'a\ufffdb\u0000c' },
    });
  });
  it('writes a result that stands twice in one, and calls one deeper than can be written too deep, getters and toJSON read once', async () => {
    const source = `function f(n) {
      const twice = [[1]];
      let reads = 0;
      const tower = { get next() { reads += 1; return reads < n ? tower.toJSON() : reads }, toJSON: () => Object.defineProperties({}, Object.getOwnPropertyDescriptors(tower)) };
      return { all: [twice, [twice], tower], twice };
    }`;
    const nested = (n: number): string => '{"next":'.repeat(n) + n + '}'.repeat(n);
    const [small, big] = (await evaluate(quickjs, source, [3, 5000], {}).then(
      (evaluation) => evaluation.status === 'ok' && evaluation.calls,
    )) as readonly unknown[];
    expect(small).toMatchObject({ output: `{"all":[[[1]],[[[1]]],${nested(3)}],"twice":[[1]]}` });
    expect(big).toMatchObject({ status: 'output', detail: expect.stringContaining('nested deeper') });
  });
  it('answers every call of a job whose calls all run out of memory, more than it has instances in store', async () => {
    const source =
      'function f(x) { if (x) for (const all = []; ; ) all.push(new Array(1000).fill(x)); return x }';
    const evaluation = await evaluate(quickjs, source, [1, 2, 3, 4, 5, 6, 7, 0], {
      limits: { wallMs: 5000, memoryMb: 17 },
    });
    expect(evaluation.status === 'ok' && evaluation.calls.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 7 }, () => 'memory'),
      'ok',
    ]);
  });
  it('serves many artifacts at once, each in memory of its own', async () => {
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, k) =>
        quickjs.serve(
          {
            language: 'javascript',
            source: `let n = 0; function f(x) { n += 1; return x * ${k} + n }`,
            entry: 'f',
          },
          LIMITS,
        ),
      ),
    );
    const answers = await Promise.all(all.map((served) => served.call('10')));
    expect(answers.map((answer) => answer.status === 'ok' && answer.output)).toEqual(
      all.map((_, k) => String(10 * k + 1)),
    );
    await Promise.all(all.map((served) => served.close()));
  });
});
