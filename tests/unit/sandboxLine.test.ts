import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Line } from '../../infra/sandbox/line.ts';

test('a line gives back everything in the order it came', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(600), fc.nat(700)), { maxLength: 12 }), (steps) => {
      const line = new Line<number>();
      const model: number[] = [];
      let next = 0;
      for (const [pushes, drops] of steps) {
        for (let i = 0; i < pushes; i += 1) {
          line.push(next);
          model.push(next);
          next += 1;
        }
        for (let i = 0; i < Math.min(drops, model.length); i += 1) line.drop();
        model.splice(0, drops);
        expect([line.length, line.first]).toEqual([model.length, model[0]]);
      }
      expect(line.drain()).toEqual(model);
      expect(line.length).toBe(0);
    }),
    { seed: 1, numRuns: 100 },
  );
});
