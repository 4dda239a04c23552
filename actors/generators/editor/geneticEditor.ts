import type { Generator } from '../../ports.ts';
import { searchByCrossover } from './search/crossover.ts';
import { searchAtRandom } from './search/random.ts';
import { searchRepair, type RepairOptions } from './search/repair.ts';
import { searchSpeed } from './search/speed.ts';

/** The arms of the genetic editor: typed edits on the syntax tree, no model, `$0` (DESIGN 9). */
export type GeneticEditor = {
  readonly localSearch: Generator;
  readonly crossoverSearch: Generator;
  /** Comparison arms: stacks of 1 to 3 edits, and single edits, drawn uniformly. */
  readonly randomSearch: Generator;
  readonly randomSingles: Generator;
};

const VERSION = 1;

/**
 * `strip`: position-preserving type stripping, needed for TypeScript sources (Node's `stripTypeScriptTypes` in mode `strip`). `plausible`:
 * how many plausible repairs local search collects before it stops.
 */
export const geneticEditor = (options: RepairOptions = {}): GeneticEditor => {
  const generator = (name: string, propose: Generator['propose']): Generator => ({
    name,
    version: VERSION,
    propose,
  });
  return {
    localSearch: generator('local-search', (request) =>
      request.goal === 'speed' ? searchSpeed(request, options) : searchRepair(request, options),
    ),
    crossoverSearch: generator('crossover', (request) => searchByCrossover(request, options)),
    randomSearch: generator('random-search', (request) => searchAtRandom(request, { ...options, depth: 3 })),
    randomSingles: generator('random-singles', (request) =>
      searchAtRandom(request, { ...options, depth: 1 }),
    ),
  };
};
