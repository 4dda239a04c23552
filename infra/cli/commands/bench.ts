import { resolve } from 'node:path';
import { z } from 'zod';
import type { BenchOutcome } from '../../bench/outcome.ts';
import { command } from '../command.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';
import { sayRows } from '../print/say.ts';

type Setting = string | number | boolean | number[];
type Settings = Record<string, Setting>;
type Bench = (settings: never) => Promise<BenchOutcome>;
type AnyBench = (settings: Readonly<Record<string, unknown>>) => Promise<BenchOutcome>;

/** Each is loaded when it is asked for. */
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  commits: async () => (await import('../../bench/commits.ts')).benchCommits,
  fold: async () => (await import('../../bench/fold.ts')).benchFold,
  hostile: async () => (await import('../../bench/hostile.ts')).benchHostile,
  project: async () => (await import('../../bench/project.ts')).benchProject,
  repair: async () => (await import('../../bench/repair.ts')).benchRepair,
  sandbox: async () => (await import('../../bench/sandbox.ts')).benchSandbox,
  serve: async () => (await import('../../bench/serve.ts')).benchServe,
  soak: async () => (await import('../../bench/soak.ts')).benchSoak,
};

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
      .description(
        `measure beside a reference: ${Object.keys(benches).join(', ')}; further options are the bench's own, such as --copies 10`,
      )
      .allowUnknownOption()
      .action((name: string, words: readonly string[]) => act({ name, settings: settingsOf(words) })),
  async *run({ house, form }, { name, settings }) {
    const load = Object.hasOwn(benches, name) ? benches[name] : undefined;
    if (!load)
      throw new CliProblem(EXIT.usage, `there is no bench "${name}": ${Object.keys(benches).join(', ')}`);
    const measure = (await load()) as AnyBench;
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

/** `--run-batches 40 --ask` as settings: camel case, numbers and lists of numbers as such, paths made absolute. */
function settingsOf(words: readonly string[]): Settings {
  const settings: Settings = {};
  for (let at = 0; at < words.length; at += 1) {
    const name = /^--([a-z][a-z-]*)$/.exec(words[at]!)?.[1];
    if (name === undefined)
      throw new CliProblem(EXIT.usage, `"${words[at]}" is no setting of a bench: write --name VALUE`);
    const key = name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const next = words[at + 1];
    if (next === undefined || next.startsWith('--')) settings[key] = true;
    else {
      settings[key] = valueOf(key, next);
      at += 1;
    }
  }
  return settings;
}

/** Settings that are lists even when one number is given. */
const LISTS: readonly string[] = ['budgets', 'randomSeeds'];

function valueOf(key: string, text: string): Setting {
  if (LISTS.includes(key)) return text.split(',').map(Number);
  if (/^-?[\d.]+$/.test(text)) return Number(text);
  return key === 'data' ? resolve(text) : text;
}
