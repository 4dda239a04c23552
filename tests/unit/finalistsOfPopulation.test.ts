import { expect, it } from 'vitest';
import { fresh } from '../../machines/population/context.ts';
import { conclude } from '../../machines/population/ending.ts';
import { queued } from '../populationWorld.ts';

it('puts the best qualities before the hold-out, not the cheapest that answer nothing', () => {
  const { incumbent, objectives, settings, seed, train, holdout } = queued({ finalists: 2 });
  const asked = { incumbent: incumbent.slice(0, 16), objectives, settings, seed, train, holdout } as never;
  const id = (digit: string): string => digit.repeat(16);
  const islands = [
    [
      [id('a'), [0.05, 1]],
      [id('b'), [0.9, 30]],
      [id('c'), [0.85, 31]],
    ],
    [[id('d'), [0.1, 2]]],
  ] as const;
  const [named] = conclude({ ...fresh, asked, islands });
  expect(named).toMatchObject({ type: 'finalists.named', data: { finalists: [id('b'), id('c')] } });
});
