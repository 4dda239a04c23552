import { expect, test } from 'vitest';
import { benchResume } from '../../infra/bench/resume.ts';

test(
  'every kind of work, killed with -9 at 20 seeded moments on each log, ends as if nothing had happened',
  { timeout: 3_500_000 },
  async () => {
    const { rows } = await benchResume({ seed: 24 });
    expect(rows.filter(({ holds }) => !holds)).toEqual([]);
  },
);
