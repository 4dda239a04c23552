import { expect, test } from 'vitest';
import { surviveKills } from './killed.ts';

test(
  'the full demo killed with -9 at 20 seeded moments ends as if nothing had happened',
  { timeout: 3_500_000 },
  async () => {
    await expect(surviveKills({ args: [], kills: 20, folders: 5, seed: 21 })).resolves.toBeUndefined();
  },
);
