import { expect, test } from 'vitest';
import { surviveKills } from './killed.ts';

test(
  'a small demo killed with -9 at 20 seeded moments ends as if nothing had happened',
  { timeout: 600_000 },
  async () => {
    await expect(
      surviveKills({ args: ['--small'], kills: 20, folders: 5, seed: 20 }),
    ).resolves.toBeUndefined();
  },
);
