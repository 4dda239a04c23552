import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openServing } from './serving.ts';
import type { Serving } from './serving.ts';

const example = (name: string): string =>
  fileURLToPath(new URL(`../../docs/examples/${name}/capability.yaml`, import.meta.url));
let serving: Serving;
let stored: string;
beforeAll(async () => {
  serving = await openServing();
  await dse('task', 'submit', example('median'));
  await dse('task', 'submit', example('exchange-rate'));
  const { out } = await dse('status', 'median', '--json');
  stored = (JSON.parse(out) as { artifact: string }).artifact;
}, 60_000);
afterAll(() => serving.close());

const dse: Serving['dse'] = (...args) => serving.dse(...args);

describe('dse optimize', { timeout: 60_000 }, () => {
  it.each([
    [['nobody'], 1, 'there is no artifact or capability "nobody"'],
    [['exchange-rate'], 4, 'exchange-rate is served by exchange-rate-'],
    [['--pause', 'nobody'], 1, 'there is no session "nobody"'],
    [['--cancel', 'nobody'], 1, 'there is no session "nobody"'],
    [['median', '--generators', 'nobody'], 4, 'repair-library, local-search, crossover, neighbours can'],
    [['median', '--budget', '0.00001'], 3, 'pays for 0 experiments'],
    [['all', '--budget', '0.00001'], 3, 'are the least, at least $0.'],
    [['all', '--limit', '0'], 0, '0 of 1 things'],
    [['all', '--limit', 'x'], 2, '--limit x'],
    [['--pause', 'No.Name'], 2, 'pause: ids match'],
    [['median', '--generators', ','], 2, 'generators 0: ids match'],
    [['median', '--limit', '1'], 2, 'choose among `all`'],
    [['median', '--tier', 'dear'], 2, 'one of local, cloud, deep'],
    [
      ['median', '--for', 'speed'],
      2,
      '--for speed: one of performance, quality, latency, memory, all is meant',
    ],
    [['median', '--for', 'memory'], 3, 'memory is not counted by any engine here'],
  ])('%j ends with %i and says what is the matter', async (args, expected, said) => {
    const { code, out, err } = await dse('optimize', ...args);
    expect([code, out]).toEqual([expected, '']);
    expect(err).toContain(said);
  });

  it('refuses everything at once under a pressure that somebody set', async () => {
    await dse('pressure', 'set', 'high');
    const { code, err } = await dse('optimize', 'all');
    await dse('pressure', 'release');
    expect(code).toBe(4);
    expect(err).toContain('nothing is optimised under high pressure (set)');
  });

  it('left to a worker is named by whoever asks for the same thing, by its capability too, and says how it goes on', async () => {
    const { out } = await dse('optimize', 'median', '--when-idle', '--json');
    const { session } = JSON.parse(out) as { session: string };
    const again = await dse('optimize', 'median');
    expect([again.code, again.err]).toEqual([
      4,
      expect.stringContaining(`session ${session} is open on ${stored}`),
    ]);
    expect((await dse('status', session)).out).toContain('begins it when nobody is at work');
    const paused = await dse('optimize', '--pause', session);
    expect(paused.out).toContain(`\`dse optimize --resume ${session}\` goes on`);
    const cancelled = await dse('optimize', '--cancel', session);
    expect(cancelled.out).toContain(`${session}: cancelled; ${stored} goes on serving`);
  });

  it('says that nobody stands on a dearer tier, and, where all was tried before, how to try it again', async () => {
    const { code, out, err } = await dse(
      'optimize',
      'median',
      '--tier',
      'cloud',
      '--generators',
      'crossover,crossover',
    );
    expect(code).toBe(0);
    expect(err).toContain('nobody stands on tier cloud');
    expect(err).toContain('Ctrl-C leaves it to the next worker');
    expect(out).not.toContain('--anew');
    // Named twice, tried once.
    expect(out).toContain('none of 1 experiments');
    expect((await dse('optimize', 'median', '--generators', 'crossover')).out).toContain(
      'all was tried before, `--anew` tries it again',
    );
  });
});
