import { expect, test } from 'vitest';
import { benchResume } from '../../infra/bench/resume.ts';

/** Sessions and rollouts on each log that is here, the rest on SQLite: what a server does to it is tested beside. */
test.each([
  ['repair', 'none'],
  ['bandit', 'none'],
  ['session', 'current'],
  ['population', 'none'],
  ['rollout', 'current'],
])(
  '%s, killed with -9 at three seeded moments, ends as if nothing had happened',
  { timeout: 300_000 },
  async (only, nats) => {
    const dose = { kills: 3, restarts: 1, pauses: 1 };
    const { rows, detail } = await benchResume({ small: true, seed: 23, only, nats, ...dose });
    expect(rows.length).toBeGreaterThan(8);
    const failed = rows.filter(({ holds }) => !holds);
    expect(
      failed.map(({ name, ours }) => `${name}: ${ours}`),
      JSON.stringify(detail),
    ).toEqual([]);
  },
);
