import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { Id } from '../../../events/commit.ts';
import type { Golden } from '../../evolving/golden/build.ts';
import { command, group, share, wholeNumber } from '../command.ts';
import type { Form, Speech } from '../command.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';

const SOURCES = ['auto', 'production', 'suite'] as const;

const Options = z.strictObject({
  capability: Id,
  /** A file, absolute, or one of the sources. */
  from: z.string().default('auto'),
  limit: z.int().min(2).max(2000).default(1000),
  minQuality: z.number().min(0).max(1).default(0.8),
  holdout: z.number().gt(0).lt(1).default(0.3),
  out: z.string().optional(),
});

/** `dse golden build`: what populations of a capability are judged on (SPEC E17, C68). */
export const goldenBuild = command<z.infer<typeof Options>>({
  name: 'golden build',
  needs: 'server',
  options: Options,
  configure: (program, act) =>
    void group(program, 'golden', 'golden sets: what populations are judged on')
      .command('build <capability>')
      .description('keep what a capability got right and wrong as examples, a part of them held out')
      .option(
        '--from <source>',
        '`production` (recorded runs), `suite`, or a file: a JSON list, or one {"input", "expected"} a line; default: recorded runs where they are enough, else the suite',
        (text: string) => (SOURCES.some((one) => one === text) ? text : resolve(text)),
      )
      .option('--limit <n>', 'at most so many examples; default 1000', wholeNumber('--limit'))
      .option(
        '--min-quality <share>',
        'from this quality on a run is good; default 0.8',
        share('--min-quality'),
      )
      .option('--holdout <share>', 'what no breeder sees; default 0.3', share('--holdout'))
      .option('--out <file>', 'write the set there too, such as golden_dataset.json', (text: string) =>
        resolve(text),
      )
      .action((capability: string, flags: Omit<z.infer<typeof Options>, 'capability'>) =>
        act({ ...flags, capability }),
      ),
  async *run({ house, form }, { capability, from, limit, minQuality, holdout, out }) {
    const dse = await house.dse();
    const { buildGolden } = await import('../../evolving/golden/build.ts');
    const source = SOURCES.find((one) => one === from);
    const golden = await buildGolden(dse, capability, {
      from: source === undefined ? { file: from } : { source },
      limit,
      minQuality,
      holdout,
      seed: dse.seed,
    });
    if (out !== undefined) {
      await writeFile(out, `${JSON.stringify(golden.set, null, 2)}\n`).catch((error: unknown) => {
        throw new CliProblem(EXIT.unavailable, `cannot write ${out}: ${String(error)}`);
      });
      yield { err: `written to ${out}` };
    }
    return yield* sayGolden(golden, form);
  },
});

/** A golden set in a few lines; with `json` what its fact says and the set. */
export async function* sayGolden({ set, built }: Golden, form: Form): Speech {
  if (form.json) {
    yield { out: JSON.stringify({ ...built, set }) };
    return EXIT.ok;
  }
  const { source, train, holdout, good, failures, left_out, repeated } = built;
  yield {
    out: `${set.capability}: ${train} examples to learn from, ${holdout} held out, from ${source === 'production' ? 'recorded runs' : `the ${source}`}`,
  };
  yield {
    out: `  what serves gets ${good} right and ${failures} wrong; ${repeated} repetitions were dropped`,
  };
  const out = Object.entries(left_out).filter(([, count]) => count > 0);
  if (out.length > 0)
    yield { out: `  left out: ${out.map(([reason, count]) => `${count} ${reason}`).join(', ')}` };
  yield { out: `  blob ${built.golden}` };
  return EXIT.ok;
}
