import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeHold } from '../../infra/door/hold.ts';
import { ended, saying, typed, typing } from './typed.ts';

const examples = fileURLToPath(new URL('../../docs/examples/', import.meta.url));
let place: string;
let folder: string;
let submitted: Awaited<ReturnType<typeof typed>>;
const dse = (...args: string[]) => typed([...args, '--folder', folder]);

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'dse-cli-'));
  folder = join(place, 'data');
  submitted = await dse(
    'task',
    'submit',
    join(examples, 'list-sort/capability.yaml'),
    '--id',
    'sort-1',
    '--json',
  );
});
afterAll(() => rmSync(place, { recursive: true }));

/** A copy of the data, its log changed by hand, its projection and snapshots deleted. */
function altered(name: string, sql: string): string {
  const copy = join(place, name);
  cpSync(folder, copy, { recursive: true });
  const log = new DatabaseSync(join(copy, 'log.db'));
  log.exec(`DELETE FROM snapshots; ${sql}`);
  log.close();
  rmSync(join(copy, 'projection'), { recursive: true, force: true });
  return copy;
}

describe('from task to use', () => {
  it('a capability file becomes a proven answer, progress on standard error', () => {
    expect(submitted.code).toBe(0);
    expect(JSON.parse(submitted.out)).toMatchObject({
      task: 'sort-1',
      outcome: 'answered',
      capability: 'list-sort',
    });
    expect(submitted.err).toContain('suite proved');
  });

  it('is run, queried, traced and replayed', async () => {
    const ran = await dse('run', 'list-sort', '--input', '[3,1,2]');
    expect(ran).toMatchObject({ code: 0, out: '[1,2,3]\n' });

    const queried = await dse(
      'query',
      "select artifact_id, served from lineage where state = 'stored'",
      '--json',
    );
    const [row] = queried.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { artifact_id: string; served: boolean });
    expect(row?.served).toBe(true);

    const tree = await dse('lineage', row!.artifact_id);
    expect(tree.out).toMatch(/rejected\n└─ .* stored · serves\n$/);

    const why = await dse('why', 'list-sort', '--json');
    const types = why.out
      .trim()
      .split('\n')
      .flatMap((line) => (JSON.parse(line) as { facts: { type: string }[] }).facts.map(({ type }) => type));
    expect(types[0]).toBe('capability.promoted');
    expect(types).toEqual(
      expect.arrayContaining([
        'artifact.stored',
        'candidate.judged',
        'artifact.tested',
        'candidates.proposed',
        'generator.chosen',
        'task.accepted',
      ]),
    );

    expect((await dse('replay', '--verify')).out).toMatch(
      /^replay --verify: identical \(\d+ commits, .*\d+ states/,
    );
  });

  it('what is asked as of a moment is answered as of it', async () => {
    expect((await dse('query', 'select count(*) as n from commits', '--as-of', '5', '--json')).out).toBe(
      '{"n":5}\n',
    );
  });
});

describe('beside a process that holds the folder', () => {
  it('every command is answered through its door, and the door is gone after it', async () => {
    const worker = typing(['work', '--folder', folder]);
    const over = ended(worker);
    await saying(worker, 'working on');
    while (!existsSync(join(folder, 'door.json'))) await new Promise((wake) => setTimeout(wake, 10));
    expect((await dse('query', 'select 1 as one', '--json')).out).toBe('{"one":1}\n');
    expect((await dse('run', 'list-sort', '--input', '[2,1]')).out).toBe('[1,2]\n');
    expect(await dse('task', 'submit', '--capability', 'nobody', '--id', 'lost')).toMatchObject({
      code: 3,
      out: expect.stringContaining('task/lost: rejected: capability "nobody" is not declared'),
    });
    expect(await dse('query', "copy commits to 'x'")).toMatchObject({
      code: 2,
      err: expect.stringContaining('COPY statement is refused'),
    });
    expect(await dse('demo')).toMatchObject({
      code: 5,
      err: expect.stringContaining(`process ${worker.pid} (dse work`),
    });
    worker.kill('SIGTERM');
    expect((await over).code).toBe(0);
    expect(existsSync(join(folder, 'door.json'))).toBe(false);
  });

  it('without a door it says who holds it and ends with 5', async () => {
    const held = takeHold(folder, 'dse replay');
    try {
      const { code, err } = await typed(['query', 'select 1', '--folder', folder], { DSE_PATIENCE_MS: '50' });
      expect(code).toBe(5);
      expect(err).toContain(`held by process ${process.pid} (dse replay`);
      expect(err).toMatch(/wait until it ends, stop it, or use another --folder/);
    } finally {
      if (held.status === 'held') held.hold.release();
    }
  });

  it('a door that a dead process left leads nowhere and is replaced', async () => {
    writeFileSync(
      join(folder, 'door.json'),
      JSON.stringify({ address: '127.0.0.1:9', pid: 999_999, token: 'a'.repeat(64), version: '0.1.0' }),
    );
    expect(await dse('query', 'select 1 as one', '--json')).toMatchObject({ code: 0, out: '{"one":1}\n' });
    expect(existsSync(join(folder, 'door.json'))).toBe(false);
  });
});

describe('a task in words', () => {
  it('is told in the eight steps, with how long its producer waits read from the words', async () => {
    const words = 'Quickly write a function that sorts numbers';
    const { code, out } = await dse('task', 'submit', '--capability', 'list-sort', words);
    expect(code).toBe(0);
    const steps = out
      .split('\n')
      .slice(0, 8)
      .map((line) => line.trim().split(/ {2,}/));
    expect(steps.map((cells) => cells.find((cell) => /^[a-z]+$/.test(cell)))).toEqual(
      'request intent known memory generator generate prove answer'.split(' '),
    );
    expect(out).toContain('mode interactive ("Quickly"), by rules; deadline 15 s');
    expect(out).toContain('is served already: it is the answer');
  });

  it('that stand twice, or nowhere, are a usage error', async () => {
    expect(await dse('task', 'submit', '--capability', 'list-sort', 'a', '--description', 'b')).toMatchObject(
      {
        code: 2,
        err: expect.stringContaining('the words stand twice'),
      },
    );
    expect(await dse('task', 'submit')).toMatchObject({
      code: 2,
      err: expect.stringContaining('name a capability FILE'),
    });
  });
});

describe('bad input', () => {
  it('a wrong field of a capability file has its place and remedy, exit 2', async () => {
    const text = readFileSync(join(examples, 'list-sort/capability.yaml'), 'utf8');
    cpSync(join(examples, 'list-sort'), join(place, 'wrong'), { recursive: true });
    writeFileSync(join(place, 'wrong/capability.yaml'), text.replace(/^capability:/m, 'capabilty:'));
    const { code, err } = await dse('task', 'submit', join(place, 'wrong/capability.yaml'));
    expect(code).toBe(2);
    expect(err).toMatch(/capability\.yaml:\d+:\d+: capabilty: unknown field\. Did you mean `capability`\?/);
    expect(err).not.toMatch(/ {4}at /);
  });

  it.each([
    ['does not parse', 'function sortNumbers( {', /SyntaxError/, 3],
    ['never ends', 'function sortNumbers(x) { while (true) {} }', /fuel limit/, 6],
  ])('code that %s is refused by proof, with an exit code of its own', async (name, source, reason, code) => {
    const file = join(place, `${name.replaceAll(' ', '-')}.js`);
    writeFileSync(file, source);
    expect(await dse('artifact', 'store', file, '--capability', 'list-sort')).toMatchObject({
      code,
      out: expect.stringMatching(reason),
    });
  });

  it('one changed value of one commit is named by its table and position, exit 1, though nothing else is left to compare with', async () => {
    const copy = altered(
      'changed',
      `UPDATE commits SET body = replace(body, '"quality":0.9', '"quality":0.8') WHERE position = (SELECT max(position) FROM commits WHERE kind = 'task' AND actor = 'sort-1')`,
    );
    for (const args of [
      ['replay', '--verify'],
      ['audit', 'verify'],
    ]) {
      const { code, out } = await typed([...args, '--folder', copy]);
      expect(code).toBe(1);
      expect(out).toMatch(/table commits?, position \d+: commit \d+ of task\/sort-1: its text was changed/);
    }
  });

  it('a commit of a newer DSE ends with 5 and names its position', async () => {
    const copy = altered('newer', `UPDATE commits SET body = '{"v":2' || substr(body, 7) WHERE position = 3`);
    for (const args of [['query', 'select 1'], ['events']]) {
      const { code, err } = await typed([...args, '--folder', copy]);
      expect(code).toBe(5);
      expect(err).toMatch(
        /commit at position 3 has format 2, this build reads 1: it was written by a newer DSE/,
      );
    }
  });

  it('usage is 2, and a folder that is not there is 5', async () => {
    const wrong = [
      ['frob'],
      ['query'],
      ['events', '--type', '('],
      ['audit', 'frob'],
      ['run', 'x', '--input', 'oops'],
    ];
    const ends = await Promise.all(wrong.map((args) => dse(...args)));
    expect(ends.map(({ code }) => code)).toEqual(wrong.map(() => 2));
    expect(await typed(['query', 'select 1', '--folder', join(place, 'nowhere')])).toMatchObject({
      code: 5,
      out: '',
      err: expect.stringContaining('there is no data folder'),
    });
  });
});
