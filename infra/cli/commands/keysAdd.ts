import { join, resolve } from 'node:path';
import { z } from 'zod';
import { addKey, BadKeys } from '../../http/keys.ts';
import { Scope } from '../../http/scope.ts';
import { command, group, wholeNumber } from '../command.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';

const Options = z.strictObject({
  name: z.string(),
  scopes: z.array(Scope).min(1),
  keys: z.string().optional(),
  rate: z.int().min(1).nullable(),
});
type Flags = { readonly scopes?: string; readonly keys?: string; readonly ratePerMinute?: number };

/** `dse keys add NAME`: makes a key for `dse serve`, prints it once, keeps its hash. */
export const keysAdd = command({
  name: 'keys add',
  needs: 'log',
  creates: true,
  options: Options,
  configure: (program, act) =>
    void group(program, 'keys', 'who may ask `dse serve`')
      .command('add <name>')
      .description('make a key, print it once, keep its hash in keys.yaml of the data folder')
      .option('--scopes <list>', 'run, task, read, admin; with commas between them (default run,read)')
      .option('--keys <file>', 'another file of keys')
      .option('--rate-per-minute <n>', 'most requests a minute', wholeNumber('--rate-per-minute'))
      .action((name: string, { scopes, keys, ratePerMinute }: Flags) => {
        if (ratePerMinute === 0)
          throw new CliProblem(EXIT.usage, '--rate-per-minute 0: a whole number from 1 is meant');
        act({
          name,
          scopes: (scopes ?? 'run,read').split(',').map(scopeOf),
          ...(keys === undefined ? {} : { keys: resolve(keys) }),
          rate: ratePerMinute ?? null,
        });
      }),
  async *run({ house, form }, { name, scopes, keys, rate }) {
    const file = keys ?? join(house.folder, 'keys.yaml');
    const key = await addKey(file, { name, scopes, ratePerMinute: rate }).catch((error: unknown) => {
      throw error instanceof BadKeys ? new CliProblem(EXIT.usage, error.message) : error;
    });
    yield { out: form.json ? JSON.stringify({ name, scopes, key, file }) : key };
    yield {
      err: `this is the only time the key is shown; its hash is in ${file}; start \`dse serve\` again to use it`,
    };
    return EXIT.ok;
  },
});

function scopeOf(text: string): Scope {
  const scope = Scope.safeParse(text.trim());
  if (scope.success) return scope.data;
  throw new CliProblem(EXIT.usage, `--scopes ${text}: only ${Scope.options.join(', ')} are there`);
}
