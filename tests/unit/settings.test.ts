import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings, SettingsFile } from '../../infra/config/settings/settingsFile.ts';
import { problemText } from '../../infra/config/strictFile.ts';
import { referenceFiles } from '../../infra/docs/referenceFiles.ts';
import { openModels } from '../../infra/models/openModels.ts';
import { openAiServer } from '../models/openaiServer.ts';
import { asking } from '../models/request.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dse-settings-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function reading(text: string) {
  const path = join(folder, 'dse.yaml');
  await writeFile(path, text);
  return readSettings(path);
}
async function problems(text: string): Promise<readonly string[]> {
  const read = await reading(text);
  return read.ok ? [] : read.problems.map(problemText);
}
const model = (...lines: readonly string[]) =>
  ['models:', '  mini:', '    model: gpt-x', ...lines.map((line) => `    ${line}`)].join('\n');

describe('the settings file', () => {
  it('is not needed: without one there are no models and no generators', async () => {
    expect(SettingsFile.parse({})).toMatchObject({
      models: {},
      generators: [],
      memory: { embedder: 'lexical' },
      serve: { host: '127.0.0.1' },
    });
  });

  it('has the levels of pressure of the paper, each key of which can be said alone', async () => {
    const { pressure_management: pressure } = SettingsFile.parse({});
    expect(pressure).toMatchObject({
      auto_detection: true,
      time_zone: 'UTC',
      night: '22:00-06:00',
      load_percent: 80,
      levels: {
        high: { min_quality: 0.6, max_latency_ms: 1000, optimization_level: 'none' },
        medium: { min_quality: 0.75, max_latency_ms: 10_000, optimization_level: 'local' },
        low: { min_quality: 0.85, max_latency_ms: null, optimization_level: 'cloud' },
      },
    });
    const read = await reading('pressure_management: { levels: { high: { max_latency_ms: 500 } } }');
    expect(read).toMatchObject({
      settings: { pressure_management: { levels: { high: { max_latency_ms: 500, can_reject: true } } } },
    });
  });

  it('says what is wrong with pressure: zone, window, level, a circle of fallbacks', async () => {
    expect(
      await problems(
        [
          'pressure_management:',
          '  time_zone: Berlin',
          '  night: 22-6',
          '  levels:',
          '    extreme: {}',
          '    high: { optimization_level: some }',
        ].join('\n'),
      ),
    ).toEqual([
      'dse.yaml:2:14: pressure_management.time_zone: not a time zone that is known here. Write a name of the IANA list, such as `Europe/Berlin` or `UTC`.',
      'dse.yaml:3:10: pressure_management.night: not a window of the day. Write begin and end in 24 hours, such as `22:00-06:00`; they differ.',
      'dse.yaml:5:5: pressure_management.levels.extreme: unknown field. Fields here: `high`, `medium`, `low`, `training`.',
      'dse.yaml:6:33: pressure_management.levels.high.optimization_level: "some" is not possible here. Write one of `none`, `local`, `cloud`.',
    ]);
    expect(await problems('pressure_management: { levels: { low: { fallback_pressure: high } } }')).toEqual([
      expect.stringContaining('the fallbacks from `high` go in a circle'),
      expect.stringContaining('the fallbacks from `medium` go in a circle'),
      expect.stringContaining('the fallbacks from `low` go in a circle'),
    ]);
  });

  it.each(['22:00-22:00', '24:00-06:00', '22:00', '22:00-06:00-07:00', '22:60-06:00', ''])(
    'has no night "%s"',
    async (night) => {
      expect(await problems(`pressure_management: { night: "${night}" }`)).toHaveLength(1);
    },
  );

  it('has a sentinel only among its models', async () => {
    const file = join(folder, 'sentinel.yaml');
    await writeFile(file, 'models: { small: { provider: ollama, model: x, price: free } }\nsentinel: smal\n');
    expect(await readSettings(file)).toMatchObject({
      ok: false,
      problems: [
        { path: 'sentinel', line: 2, remedy: expect.stringContaining('Did you mean `small`?') as string },
      ],
    });
  });

  it('has to be there when it is named', async () => {
    const read = await readSettings(join(folder, 'nowhere.yaml'));
    expect(read).toMatchObject({ ok: false, problems: [{ message: expect.stringContaining('ENOENT') }] });
  });

  it('fills in what is not said', async () => {
    const read = await reading(model('provider: openai', 'price: free'));
    expect(read).toMatchObject({
      ok: true,
      settings: {
        file: join(folder, 'dse.yaml'),
        models: { mini: { timeout_ms: 60_000, retries: 2, rate_per_minute: null, simulated: false } },
        generators: [],
      },
    });
  });

  it.each([
    ['an unknown section', 'modles: {}', '1:1: modles: unknown field. Did you mean `models`?'],
    [
      'an unknown field of a model',
      model('provider: openai', 'price: free', 'timeout: 3'),
      '6:5: models.mini.timeout: unknown field. Did you mean `timeout_ms`?',
    ],
    ['no price', model('provider: openai'), '3:5: models.mini.price: missing. Add it.'],
    [
      'a price without its day',
      model('provider: openai', 'price: {input_usd_per_million: 1, output_usd_per_million: 2}'),
      '5:12: models.mini.price.as_of: missing. Add it (type string).',
    ],
    [
      'an unknown provider',
      model('provider: olama', 'price: free'),
      '4:15: models.mini.provider: "olama" is not possible here. Did you mean `ollama`? Write one of `openai`, `ollama`, `recorded`.',
    ],
    [
      'a recorded model without its file',
      model('provider: recorded', 'price: free'),
      '3:5: models.mini.file: missing. Name the file of stored completions.',
    ],
    [
      'a file for a live model',
      model('provider: openai', 'price: free', 'file: a.jsonl'),
      '6:11: models.mini.file: only for `provider: recorded`. Remove it, or change the provider.',
    ],
    [
      'a name that is no id',
      'models: {Mini One: {provider: openai, model: x, price: free}}',
      '1:10: models.Mini One: `Mini One` is not possible as a name. Choose another: ids match [a-z0-9][a-z0-9_-]{0,63}.',
    ],
    [
      'a file of comments',
      '# models: {}',
      '1:1: there is nothing in the file. Write a field, or remove the file.',
    ],
    [
      'the server of vectors without its address',
      'memory: { index: qdrant }',
      '1:18: memory.index: "qdrant" is not possible here. Write one of `embedded`. Or write fields: `qdrant`, `collection`, `api_key_env`.',
    ],
    [
      'an unknown provider of an embedder',
      'memory: { embedder: { provider: olama, model: x } }',
      '1:33: memory.embedder.provider: "olama" is not possible here. Did you mean `ollama`? Write one of `openai`, `ollama`.',
    ],
    [
      'a generator without its model',
      `${model('provider: openai', 'price: free')}\ngenerators: [{name: cool, model: mimi, tier: fast}]`,
      '6:34: generators[0].model: there is no model `mimi`. Did you mean `mini`? Else add it to `models`.',
    ],
    [
      'a generator called like a built-in one',
      `${model('provider: openai', 'price: free')}\ngenerators: [{name: repair-library, model: mini, tier: fast}]`,
      '6:21: generators[0].name: `repair-library` is a built-in generator. Choose another name.',
    ],
    [
      'two generators of one name',
      `${model('provider: openai', 'price: free')}\ngenerators: [{name: a, model: mini, tier: fast}, {name: a, model: mini, tier: powerful}]`,
      '6:57: generators[1].name: `a` is there twice. Rename one.',
    ],
  ])('says of %s where it stands and what to do', async (_, text, expected) => {
    expect(await problems(text)).toEqual([`dse.yaml:${expected}`]);
  });

  it.each([
    'api_key_env: sk-secret-1234567890',
    'base_url: https://me:sk-secret-1234567890@example.org/v1',
    'api_key: sk-secret-1234567890',
  ])('refuses a key in the file, and does not repeat it: %s', async (line) => {
    const [problem, ...more] = await problems(model('provider: openai', 'price: free', line));
    expect(problem).toMatch(/^dse\.yaml:6:/);
    expect(more).toEqual([]);
    expect(problem).not.toContain('secret');
  });

  it('has as many generators as a bandit has arms for, beside the built-in ones', async () => {
    const generators = (count: number) =>
      Array.from({ length: count }, (_, at) => `  - {name: g${at}, model: mini, tier: fast}`).join('\n');
    const withMany = (count: number) =>
      `${model('provider: openai', 'price: free')}\ngenerators:\n${generators(count)}`;
    expect(await problems(withMany(7))).toEqual([]);
    expect(await problems(withMany(8))).toHaveLength(1);
  });

  it('has a reference that says what each field means, with the example of it readable', async () => {
    const text = (await referenceFiles()).get('docs/reference/settings.md') ?? '';
    const yaml = /```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
    expect(await problems(yaml)).toEqual([]);
    const rows = [...text.matchAll(/^\| `\w+` \| .+ \| (.*) \|$/gm)];
    expect(rows.length).toBeGreaterThan(15);
    expect(rows.filter(([, meaning]) => meaning!.trim() === '')).toEqual([]);
  });
});

describe('the models of the settings', () => {
  const opened = async (text: string, variables: Record<string, string> = {}) => {
    const read = await reading(text);
    if (!read.ok) throw new Error(read.problems.map(problemText).join('\n'));
    return openModels(read.settings, variables);
  };

  it('are opened by name, with their price and their label', async () => {
    await writeFile(
      join(folder, 'told.jsonl'),
      JSON.stringify({
        messages: [{ role: 'user', content: 'hi' }],
        completion: 'ho',
        input_tokens: 10,
        output_tokens: 5,
      }),
    );
    const models = await opened(
      model(
        'provider: recorded',
        'file: told.jsonl',
        'price: {input_usd_per_million: 2, output_usd_per_million: 8, as_of: 2026-01-01}',
      ),
    );
    const mini = models.get('mini')!;
    expect(mini).toMatchObject({ name: 'mini', provider: 'recorded', model: 'gpt-x', simulated: true });
    expect(await mini.complete(asking('hi'))).toMatchObject({
      status: 'ok',
      text: 'ho',
      usage: { costMicro: 60, estimated: false },
    });
    expect(await mini.complete(asking('who?'))).toMatchObject({ status: 'failed', cause: 'unrecorded' });
  });

  it('without their key answer nothing, and say which variable is not set', async () => {
    const models = await opened(model('provider: openai', 'price: free'));
    const answer = await models.get('mini')!.complete(asking('hi'));
    expect(answer).toMatchObject({ status: 'failed', cause: 'bad_key' });
    expect(answer.status === 'failed' && answer.message).toContain('OPENAI_API_KEY is not set');
  });

  it('with a server of their own are not sent the key of OpenAI', async () => {
    const server = await openAiServer();
    const lines = ['provider: openai', 'price: free', `base_url: ${server.url}/v1`];
    const models = await opened(model(...lines), { OPENAI_API_KEY: 'sk-not-for-you' });
    const answer = await models.get('mini')!.complete(asking('hi'));
    await server.close();
    expect(answer).toMatchObject({ cause: 'bad_key' });
    expect(JSON.stringify(server.asked)).not.toContain('sk-not-for-you');
    expect(server.asked[0]?.headers.authorization).toBe('Bearer none');
  });

  it('with a file that is not there or holds something else are refused, the line named', async () => {
    const entry = (file: string) => model('provider: recorded', 'price: free', `file: ${file}`);
    await expect(opened(entry('none.jsonl'))).rejects.toThrow('none.jsonl (ENOENT)');
    await writeFile(join(folder, 'bad.jsonl'), '{"completion": "x"}');
    await expect(opened(entry('bad.jsonl'))).rejects.toThrow('bad.jsonl:1');
  });
});
