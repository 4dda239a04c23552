import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCapabilityFile } from '../../infra/config/capabilityFile.ts';
import { readTrafficFile } from '../../infra/config/trafficFile.ts';
import { problemText } from '../../infra/config/strictFile.ts';

const golden = (name: string) => join(import.meta.dirname, '../golden/capability-files', name);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dse-capability-'));
});
afterAll(() => rm(folder, { recursive: true }));

const minimal = {
  capability: 'double',
  description: 'Doubles a number.',
  entry: 'double',
  input: { type: 'number' },
  output: { type: 'number' },
  examples: [{ input: 2, output: 4 }],
};

async function reading(content: object | string, name = 'capability.json') {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readCapabilityFile(path);
}

async function problems(content: object | string) {
  const read = await reading(content);
  return read.ok ? [] : read.problems.map(({ path, message }) => `${path}: ${message}`);
}

describe('a capability file', () => {
  it('reads the same from JSON and YAML, defaults filled in', async () => {
    const fromJson = await reading(minimal);
    const fromYaml = await reading(
      'capability: double\ndescription: Doubles a number.\nentry: double\ninput: {type: number}\noutput: {type: number}\nexamples:\n  - {input: 2, output: 4}\n',
      'capability.yaml',
    );
    expect(fromJson).toEqual(fromYaml);
    expect(fromJson).toMatchObject({
      ok: true,
      capability: {
        kind: 'function',
        spread: false,
        objectives: { quality_min: 0.75, fuel_target: null },
        observe: { window: 100, min_samples: 30, fuel_every: 20, latency_rule: 'median' },
        examples: [{ input: 2, output: 4, compare: 'exact' }],
      },
    });
  });

  it('takes the stages of a rollout as shares or as percentages, and says of other numbers what to write', async () => {
    const staged = (stages: readonly unknown[]) => reading({ ...minimal, rollout: { stages } });
    const shares = await staged(['shadow', 0.05, 0.25, 1]);
    expect(shares).toMatchObject({ ok: true });
    expect(await staged(['shadow', '5%', '25 %', '100%'])).toEqual(shares);
    const wrong = await staged(['shadow', 5, '150%']);
    expect(wrong.ok ? [] : wrong.problems.map(problemText)).toEqual([
      expect.stringContaining('shares that grow, one of them below 1. Write a list such as [shadow, 0.05'),
      expect.stringMatching(
        /rollout\.stages\[1\]: 5 does not fit\. Write a share of requests such as 0\.05, or a percentage such as 5%\./,
      ),
      expect.stringContaining('rollout.stages[2]: 1.5 does not fit. Write a share'),
    ]);
  });

  it('says of what is out of range what is in it', async () => {
    const read = await reading({
      ...minimal,
      description: '',
      examples: [],
      objectives: { quality_min: 2 },
      rollout: { min_runs: 0, margins: { quality: 0 } },
    });
    const told = read.ok ? [] : read.problems.map(problemText).map((text) => text.replace(/^.*?: /, ''));
    expect(told.toSorted()).toEqual([
      'description: "" does not fit. Write at least 1 characters.',
      'examples: [] does not fit. Write at least 1 entries.',
      'objectives.quality_min: 2 does not fit. Write a number up to 1.',
      'rollout.margins.quality: 0 does not fit. Write a number above 0.',
      'rollout.min_runs: 0 does not fit. Write a number from 1 on.',
    ]);
  });

  it('names each wrong field with line, column, what it is and the nearest valid key', async () => {
    const read = await readCapabilityFile(golden('wrong.yaml'));
    expect(read.ok).toBe(false);
    const text = read.ok ? '' : read.problems.map((problem) => problemText(problem)).join('\n');
    await expect(`${text}\n`).toMatchFileSnapshot(golden('wrong.txt'));
  });

  it('names the line where it stops being YAML', async () => {
    const read = await reading('capability: a\ndescription: [1, 2\nentry: b\n');
    expect(read).toMatchObject({
      ok: false,
      problems: [{ line: 3, message: expect.stringContaining('not YAML') }],
    });
  });

  it('names the first three of what one slip in YAML makes of all that follows, and counts the rest', async () => {
    const read = await reading('{"capability": "a"}\n'.repeat(50));
    const problems = read.ok ? [] : read.problems;
    expect(problems.map(({ line }) => line)).toEqual([2, 2, 2]);
    expect(problems.at(-1)!.remedy).toMatch(/ \d+ more follow it\.$/);
  });

  it('says that a file is missing in place of throwing', async () => {
    const read = await readCapabilityFile(join(folder, 'nowhere.yaml'));
    expect(read).toMatchObject({ ok: false, problems: [{ message: expect.stringContaining('ENOENT') }] });
  });

  it('refuses examples that break their own contract, but lets error examples be malformed', async () => {
    expect(await problems({ ...minimal, examples: [{ input: 'two', output: 4 }] })).toEqual([
      'examples[0].input: does not fit the input schema: the value must be number',
    ]);
    expect(await problems({ ...minimal, held_out: [{ input: 9, output: 'four' }] })).toEqual([
      'held_out[0].output: does not fit the output schema: the value must be number',
    ]);
    expect(await problems({ ...minimal, inputs: [null] })).toHaveLength(1);
    expect(
      await problems({ ...minimal, examples: [...minimal.examples, { input: 'x', error: 'TypeError' }] }),
    ).toEqual([]);
  });

  it('refuses a schema with a misspelt keyword', async () => {
    expect((await problems({ ...minimal, input: { type: 'number', minimun: 1 } }))[0]).toMatch(
      /not a JSON Schema.*minimun/,
    );
  });

  it('refuses properties where no inputs can be drawn', async () => {
    const properties = [{ name: 'p', holds: '(input, output) => true' }];
    const input = { $ref: '#/$defs/n', $defs: { n: { type: 'number' } } };
    expect((await problems({ ...minimal, input, properties }))[0]).toMatch(
      /^input: inputs cannot be generated through `\$ref`/,
    );
    expect(await problems({ ...minimal, input })).toEqual([]);
  });

  it('reads traffic as strictly', async () => {
    const path = join(folder, 'traffic.yaml');
    await writeFile(
      path,
      'phases:\n  - { name: a, runs: 2, values: [1] }\n  - { name: b, runs: 0, schema: { $ref: x } }\n',
    );
    expect(await readTrafficFile(path)).toMatchObject({
      ok: false,
      problems: [{ line: 3, path: 'phases[1].runs' }],
    });
    await writeFile(path, 'phases:\n  - { name: b, runs: 1, schema: { $ref: "#/$defs/x" } }\n');
    expect(await readTrafficFile(path)).toMatchObject({
      ok: false,
      problems: [{ line: 2, path: 'phases[0].schema' }],
    });
    await writeFile(path, 'phases:\n  - { name: b, runs: 1 }\n');
    expect(await readTrafficFile(path)).toMatchObject({
      ok: false,
      problems: [{ line: 2, path: 'phases[0]' }],
    });
  });

  it('refuses predicates that are no single function', async () => {
    for (const holds of ['output > 0', '(i, o) => true); evil(', '(i, o) => {', '() => 1, () => 2']) {
      expect(await problems({ ...minimal, postconditions: [{ name: 'p', holds }] }), holds).toEqual([
        expect.stringContaining('postconditions[0].holds: not a predicate'),
      ]);
    }
    expect(
      await problems({
        ...minimal,
        postconditions: [{ name: 'p', holds: ' function (i, o) { return o > i; } // yes' }],
      }),
    ).toEqual([]);
  });

  it('refuses code that does not parse, naming the seed', async () => {
    const seeds = [{ name: 'first', source: 'function double(n) { return n * }', provenance: 'by hand' }];
    expect((await problems({ ...minimal, seeds }))[0]).toMatch(
      /^seeds\[0\]\.source: the code does not parse.*1:/,
    );
  });

  it('reads sources beside it and none outside its folder, not even by a link', async () => {
    await writeFile(join(folder, 'seed.js'), 'function double(n) { return n; }');
    await symlink('/etc/hostname', join(folder, 'link.js'));
    const seed = (file: string) => ({ ...minimal, seeds: [{ name: 'first', file, provenance: 'by hand' }] });
    expect(await reading(seed('seed.js'))).toMatchObject({
      ok: true,
      capability: { seeds: [{ name: 'first', source: 'function double(n) { return n; }' }] },
    });
    for (const file of ['../seed.js', '/etc/hostname', 'link.js', '.']) {
      expect(await problems(seed(file)), file).toEqual([
        `seeds[0].file: \`${file}\` is outside the capability's folder`,
      ]);
    }
    expect(await problems(seed('nothing.js'))).toEqual(['seeds[0].file: cannot read `nothing.js`']);
  });

  it('refuses references to steps that have not run', async () => {
    const workflow = {
      steps: [
        { id: 'a', capability: 'double', input: '{{steps.b.result}}' },
        { id: 'b', capability: 'double', input: '{{input}}' },
      ],
      output: '{{steps.c.result}} {{inptu}}',
    };
    expect(await problems({ ...minimal, kind: 'workflow', workflow })).toEqual([
      'workflow.steps[0].input: {{steps.b.result}} refers to no earlier step',
      'workflow.output: {{steps.c.result}} refers to no earlier step',
      'workflow.output: {{inptu}} refers to nothing',
    ]);
    expect(
      await problems({ ...minimal, workflow: { steps: [{ id: 'a', capability: 'double', input: 1 }] } }),
    ).toEqual(['kind: the section `workflow` and `kind: workflow` belong together']);
  });

  it('refuses examples that contradict each other, both named, wherever they stand', async () => {
    const { examples } = minimal as { examples: readonly object[] };
    const [first] = examples as readonly { input: number; output: number }[];
    const other = { ...first!, output: first!.output + 1 };
    expect(await problems({ ...minimal, held_out: [other] })).toEqual([
      'held_out[0]: contradicts examples[0]: the same input, another outcome',
    ]);
  });

  it('refuses to reuse the answers of what may answer differently each time', async () => {
    const cache = { results: 'exact' };
    expect(await problems({ ...minimal, cache })).toEqual([]);
    expect(await problems({ ...minimal, cache, deterministic: false })).toEqual([
      'cache.results: the answers of a capability that is not `deterministic` are not reused',
    ]);
  });

  it('refuses relations and comparisons that are no functions, and tests that do not judge', async () => {
    const relations = [
      { name: 'r', change: 'list.reverse()', holds: '() => true' },
      { name: 'r', change: '(n) => n', holds: 'true' },
    ];
    const places = (await problems({ ...minimal, relations })).map((text) => text.split(':')[0]);
    expect(new Set(places)).toEqual(
      new Set(['relations[0].change', 'relations[1].holds', 'relations[1].name']),
    );
    expect(await problems({ ...minimal, kind: 'test' })).toEqual(['output: a test answers with a boolean']);
  });
});
