import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { typed } from './typed.ts';

const sort = fileURLToPath(new URL('../../docs/examples/list-sort/capability.yaml', import.meta.url));
let folder: string;
const dse = (...args: string[]) => typed([...args, '--folder', folder], { DSE_PLATFORM: 'raspberry-pi' });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dse-pressure-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('says the pressure, its reason, and what each level means', async () => {
  const { code, out } = await dse('pressure', 'show', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    level: 'high',
    reason: 'platform',
    optimisation: 'none',
    levels: { medium: { fallback_pressure: 'low' }, low: { can_reject: false } },
    models_that_fit: { generator: expect.any(String) as string },
  });
  expect((await dse('pressure', 'show')).out).toMatch(
    /^high pressure \(platform\), position \d+: nothing is improved\n/,
  );
});

it('sets a level, negotiates under it, and releases it, each with its exit code', async () => {
  expect(await dse('pressure', 'set', 'extreme')).toMatchObject({
    code: 2,
    err: expect.stringContaining(
      'there is no pressure level "extreme": there are high, medium, low, training',
    ) as string,
  });
  expect(await dse('pressure', 'release')).toMatchObject({ code: 4 });
  expect(await dse('pressure', 'set', 'low', '--until', '2020-01-01T00:00Z')).toMatchObject({
    code: 4,
    err: expect.stringContaining('is over') as string,
  });
  expect(await dse('pressure', 'negotiate', '--quality', '0.75')).toMatchObject({
    code: 0,
    out: expect.stringContaining('now high pressure (platform): Can meet quality requirement') as string,
  });
  expect(await dse('pressure', 'negotiate', '--quality', '0.9')).toEqual({
    code: 3,
    err: '',
    out: [
      'now high pressure (platform): Quality 0.9 not achievable under high pressure (max: 0.75)',
      'Recommend medium pressure to achieve quality 0.9',
      'MEDIUM pressure: nothing is measured yet, quality up to 0.90 is expected of it (0.90, 5000 ms, $0.1 asked); latency and cost are not known\n',
    ].join('\n'),
  });
  expect(await dse('pressure', 'set', 'Training')).toMatchObject({ code: 0 });
  const answer = await dse('pressure', 'negotiate', '--quality', '0.9', '--json');
  expect([answer.code, JSON.parse(answer.out)]).toMatchObject([
    0,
    {
      level: 'training',
      level_reason: 'set',
      canMeet: false,
      rejected: false,
      negotiated: { level: 'medium' },
    },
  ]);
  expect((await dse('pressure', 'release')).out).toBe('high pressure (platform), as measured\n');
});

it('rejects a task whose quality is out of reach, and the log keeps the numbers', async () => {
  const rejected = await dse('task', 'submit', sort, '--id', 'too-good', '--quality', '0.9');
  expect(rejected).toMatchObject({
    code: 3,
    out: expect.stringContaining(
      'task/too-good: rejected: Quality 0.90 not achievable under HIGH pressure (max: 0.75). Recommend MEDIUM pressure or accept quality 0.75.',
    ) as string,
  });
  const { out } = await dse(
    'query',
    'SELECT level, reason, ended_at FROM pressure ORDER BY changed_seq',
    '--json',
  );
  const rows = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(rows.map(({ level, reason }) => [level, reason])).toEqual([
    ['high', 'platform'],
    ['training', 'set'],
    ['high', 'platform'],
  ]);
  expect(rows.map(({ ended_at }) => ended_at === null)).toEqual([false, false, true]);
});

it('plays a day without leaving anything behind', async () => {
  const { code, out, err } = await typed(['demo', 'day', '--folder', join(folder, 'none')]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('simulated: load, clock');
  expect(out).toContain('Average quality 0.86 (target 0.75)');
});
