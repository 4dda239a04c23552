import { resolve } from 'node:path';
import { z } from 'zod';
import { benches } from '../../bench/benches.ts';
import type { BenchOutcome } from '../../bench/outcome.ts';
import { command } from '../command.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';
import { sayRows } from '../print/say.ts';

type Setting = string | number | boolean | number[];
type Settings = Record<string, Setting>;
type AnyBench = (settings: Readonly<Record<string, unknown>>) => Promise<BenchOutcome>;

const Options = z.strictObject({
  name: z.string(),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.number())])),
});

/** `dse bench NAME`: a measurement beside its reference in the same run. */
export const bench = command({
  name: 'bench',
  needs: 'nothing',
  options: Options,
  configure: (program, act) =>
    void program
      .command('bench <name> [settings...]')
      .description('measure something beside its reference in the same run; exit 1 when it does not hold')
      .addHelpText('after', () => `\nBenches:\n${list()}`)
      .allowUnknownOption()
      .action((name: string, words: readonly string[]) => act({ name, settings: settingsOf(words) })),
  async *run({ house, form }, { name, settings }) {
    const known = Object.hasOwn(benches, name) ? benches[name] : undefined;
    if (!known)
      throw new CliProblem(EXIT.usage, `there is no bench "${name}": ${Object.keys(benches).join(', ')}`);
    const foreign = Object.keys(settings).find((key) => !known.settings.map(camel).includes(key));
    if (foreign !== undefined)
      throw new CliProblem(
        EXIT.usage,
        `bench ${name} has no setting ${foreign}: it has ${known.settings.map((one) => `--${one}`).join(', ')}`,
      );
    const needsData = known.settings.includes('data') && !(known.withoutData && !('data' in settings));
    if (needsData && typeof settings['data'] !== 'string')
      throw new CliProblem(
        EXIT.usage,
        `bench ${name} needs its data: --data FOLDER; docs/reference/cli.md says which`,
      );
    const measure = (await known.load()) as AnyBench;
    const outcome = await measure({
      ...(house.seed === null ? {} : { seed: house.seed }),
      ...settings,
      progress: (line: string) => void process.stderr.write(`${line}\n`),
    });
    if (form.json) yield { out: JSON.stringify(outcome) };
    else {
      yield* sayRows(
        outcome.rows,
        ['name', 'ours', 'reference', 'ratio', 'rule', 'holds'],
        form,
        'nothing measured',
      );
      yield { out: `bench ${name}: ${outcome.holds ? 'holds' : 'DOES NOT HOLD'}` };
    }
    return outcome.holds ? EXIT.ok : EXIT.failed;
  },
});

const camel = (name: string): string =>
  name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

function list(): string {
  return Object.entries(benches)
    .map(
      ([name, { measures, settings }]) =>
        `  ${name.padEnd(8)} ${measures}\n           ${settings.map((one) => `--${one}`).join(' ')}`,
    )
    .join('\n');
}

/** `--run-batches 40 --ask` as settings: camel case, numbers and lists of numbers as such, paths made absolute. */
function settingsOf(words: readonly string[]): Settings {
  const settings: Settings = {};
  for (let at = 0; at < words.length; at += 1) {
    const name = /^--([a-z][a-z-]*)$/.exec(words[at]!)?.[1];
    if (name === undefined)
      throw new CliProblem(EXIT.usage, `"${words[at]}" is no setting of a bench: write --name VALUE`);
    const key = camel(name);
    const next = words[at + 1];
    if (next === undefined || next.startsWith('--')) settings[key] = true;
    else {
      settings[key] = valueOf(key, next);
      at += 1;
    }
  }
  return settings;
}

/** Settings that stay text: a version is no number. */
const TEXTS: readonly string[] = ['nats'];
/** Settings that are lists even when one number is given. */
const LISTS: readonly string[] = ['budgets', 'randomSeeds', 'sizes', 'workers'];

function valueOf(key: string, text: string): Setting {
  if (LISTS.includes(key)) return text.split(',').map(Number);
  if (TEXTS.includes(key)) return text;
  if (/^-?[\d.]+$/.test(text)) return Number(text);
  return key === 'data' ? resolve(text) : text;
}
