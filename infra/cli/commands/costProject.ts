import { z } from 'zod';
import {
  bandCosts,
  breakEven,
  generationCost,
  saving,
  weightedHitRate,
} from '../../../machines/rules/economics.ts';
import type { Band } from '../../../machines/rules/economics.ts';
import { command, group, share } from '../command.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';
import { sayRows } from '../print/say.ts';

const Options = z.strictObject({
  bands: z.array(z.strictObject({ requests: z.int().min(1), hitRate: z.number().min(0).max(1) })).min(1),
  perRequest: z.number().positive(),
  gen: z.number().min(0),
  optimisation: z.number().min(0),
  export: z.number().min(0),
});
/** As they are typed. */
type Typed = {
  n?: number;
  c: number;
  gen?: number;
  optimisation?: number;
  export?: number;
  hitRate?: number;
  bands?: Band[];
};

const COLUMNS = ['requests', 'hit_rate', 'misses', 'cost_usd', 'cumulative_usd'];
const rounded = (value: number): number => Number(value.toFixed(6));
const dollars = (value: number): string => `$${rounded(value)}`;

/** `dse cost project`: what reuse saves by SPEC P3 and C24, from figures the user gives; nothing is measured. */
export const costProject = command({
  name: 'cost project',
  needs: 'nothing',
  options: Options,
  configure: (program, act) =>
    void group(program, 'cost', 'what requests cost')
      .command('project')
      .description('what generating once and reusing saves, for figures you give')
      .option('--n <requests>', 'so many requests, such as 1e6', requests('--n'))
      .requiredOption('--c <dollars>', 'what a request costs without reuse', price('--c'))
      .option('--gen <dollars>', 'spent on the first execution (default 0)', price('--gen'))
      .option('--optimisation <dollars>', 'spent on making it better (default 0)', price('--optimisation'))
      .option('--export <dollars>', 'spent on exports (default 0)', price('--export'))
      .option('--hit-rate <share>', 'share of requests answered by reuse (default 1)', share('--hit-rate'))
      .option('--bands <list>', 'requests and hit rates in order, such as 10:0,90:0.85', bandsOf)
      .action(({ n, c, hitRate, bands, ...spent }: Typed) => {
        const given = bands ?? (n === undefined ? [] : [{ requests: n, hitRate: hitRate ?? 1 }]);
        if (given.length === 0 || (n !== undefined && bands !== undefined))
          throw new CliProblem(EXIT.usage, 'say how many requests: either --n or --bands');
        if (bands !== undefined && hitRate !== undefined)
          throw new CliProblem(EXIT.usage, '--hit-rate goes with --n: each of --bands has its own');
        if (c === 0)
          throw new CliProblem(EXIT.usage, '--c 0: a request that costs nothing cannot be saved on');
        act({
          bands: given,
          perRequest: c,
          gen: spent.gen ?? 0,
          optimisation: spent.optimisation ?? 0,
          export: spent.export ?? 0,
        });
      }),
  async *run({ form }, { bands, perRequest, gen, optimisation, export: exported }) {
    const generation = {
      first_execution: gen,
      optimisation,
      export_generation: exported,
    };
    const spent = generationCost(generation);
    const costs = bandCosts(bands, perRequest);
    const total = bands.reduce((sum, band) => sum + band.requests, 0);
    const misses = costs.reduce((sum, band) => sum + band.misses, 0);
    const hitRate = weightedHitRate(bands) ?? 0;
    const without = total * perRequest;
    const withReuse = spent + misses * perRequest;
    const percent = rounded(100 * (saving(total, perRequest, spent, misses) ?? 0));
    const even = breakEven(spent, perRequest, hitRate);
    const rows = costs.map((band) => ({
      requests: band.requests,
      hit_rate: band.hitRate,
      misses: rounded(band.misses),
      cost_usd: rounded(band.cost),
      cumulative_usd: rounded(band.cumulative),
    }));
    if (form.json) {
      yield {
        out: JSON.stringify({
          requests: total,
          per_request_usd: perRequest,
          hit_rate: rounded(hitRate),
          generation_usd: generation,
          without_reuse_usd: rounded(without),
          with_reuse_usd: rounded(withReuse),
          saved_usd: rounded(without - withReuse),
          saving_percent: percent,
          break_even_requests: even,
          bands: rows,
          simulated: true,
        }),
      };
      return EXIT.ok;
    }
    yield* sayRows(rows, COLUMNS, form, 'no requests');
    yield {
      out: `saving ${Number(percent.toFixed(2))} %: ${dollars(withReuse)} in place of ${dollars(without)} for ${total} requests, ${Number((100 * hitRate).toFixed(2))} % of them reused`,
    };
    yield {
      out: even === null ? 'never paid back: nothing is reused' : `paid back after ${even} requests`,
    };
    yield { err: 'simulated: figures you gave, nothing measured; `dse query "from savings"` has what was' };
    return EXIT.ok;
  },
});

function price(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < 0)
      throw new CliProblem(EXIT.usage, `${option} ${text}: dollars from 0 are meant`);
    return value;
  };
}

function requests(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < 1)
      throw new CliProblem(EXIT.usage, `${option} ${text}: a whole number from 1 is meant`);
    return value;
  };
}

function bandsOf(text: string): Band[] {
  return text.split(',').map((band) => {
    const [count = '', rate = '', ...more] = band.split(':');
    if (more.length > 0) throw new CliProblem(EXIT.usage, `--bands ${band}: REQUESTS:HITRATE is meant`);
    return { requests: requests('--bands')(count), hitRate: share('--bands')(rate) };
  });
}
