import { expect, it } from 'vitest';
import { underwayIn } from '../../infra/answers/underway.ts';
import { memorySubstrate } from '../../infra/log/memory/substrate.ts';

it('says nothing yet of a rollout that its capability opened and no worker has told', async () => {
  const opened = async () => ({
    columns: ['kind', 'id'],
    rows: [{ kind: 'rollout', id: 'clamp-ro1' }],
    truncated: false,
    asOf: null,
  });
  expect(await underwayIn(memorySubstrate(), opened, null)).toEqual([]);
});
