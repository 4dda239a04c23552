import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { Id } from '../../../events/commit.ts';
import { Strategy } from '../../../events/populationPlan.ts';
import type { EvolveRequest } from '../../evolving/evolve.ts';
import { capabilityState } from '../../../actors/workshop.ts';
import type { Dse } from '../../running.ts';
import { command, wholeNumber } from '../command.ts';
import type { Said, Setting } from '../command.ts';
import { declaredFrom } from '../declaredFrom.ts';
import { CliProblem, EXIT, requireSent } from '../exitCodes.ts';
import { waitUntil } from '../waiting.ts';
import { cancelPopulation, populationNamed } from './cancelPopulation.ts';
import { sayEvolved } from './evolveOutcome.ts';

const Options = z.strictObject({
  target: z.string().min(1).optional(),
  /** A population that is to end. */
  cancel: Id.optional(),
  generations: z.int().min(1).optional(),
  population: z.int().min(0).optional(),
  elite: z.int().min(1).optional(),
  islands: z.int().min(1).optional(),
  strategy: Strategy.default('evolve'),
  sample: z.int().min(1).optional(),
  evaluations: z.int().min(1).optional(),
  budget: z.number().min(0).optional(),
  weights: z.record(z.string(), z.number()).optional(),
  deploy: z.enum(['offer', 'none']).optional(),
  compare: z.boolean().default(false),
  golden: z.string().optional(),
  seed: z.int().min(0).optional(),
  /** Absolute. */
  results: z.string(),
  out: z.string().optional(),
});
type Options = z.infer<typeof Options>;

/** `dse evolve`: a population searches for something better than what serves (SPEC E10, E11, E21). */
export const evolve = command<Options>({
  name: 'evolve',
  needs: 'workers',
  creates: true,
  opensDoor: true,
  options: Options,
  configure: (program, act) =>
    void program
      .command('evolve [file-or-capability]')
      .description('search over generations for something better than what serves a capability')
      .option('--generations <n>', 'generations at most', wholeNumber('--generations'))
      .option('--population <n>', 'candidates that live at a time', wholeNumber('--population'))
      .option('--elite <n>', 'of them, those that go on unchanged', wholeNumber('--elite'))
      .option('--islands <n>', 'groups that breed among themselves', wholeNumber('--islands'))
      .option('--strategy <name>', `${Strategy.options.join(', ')}; default evolve`, strategy)
      .option('--sample <n>', 'examples that each candidate answers', wholeNumber('--sample'))
      .option(
        '--evaluations <n>',
        'examples that all candidates may answer together',
        wholeNumber('--evaluations'),
      )
      .option('--budget <usd>', 'dollars it may spend; default: as the settings say', dollars)
      .option(
        '--weights <list>',
        'to choose among finalists that are all better, such as quality=1,fuel=0.2',
        weights,
      )
      .option('--deploy <what>', '`offer` the winner to its capability, or `none`: it stays stored', deploy)
      .option('--compare', 'spend as many evaluations on random candidates and show both')
      .option(
        '--golden <file>',
        'examples to judge by; default: the golden set that was built last, or one of what there is',
        (text: string) => resolve(text),
      )
      .option('--seed <n>', 'what everything random derives from', wholeNumber('--seed'))
      .option(
        '--out <folder>',
        'where evolution_results.json goes; default results/evolution/<population>',
        (text: string) => resolve(text),
      )
      .option('--cancel <population>', 'end a population; what serves goes on serving', populationNamed)
      .action((target: string | undefined, flags: Omit<Options, 'target' | 'results'>) => {
        if ((target === undefined) === (flags.cancel === undefined))
          throw new CliProblem(
            EXIT.usage,
            'name one thing: a capability file, a capability, or --cancel with a population',
          );
        act({
          ...flags,
          ...(target === undefined ? {} : { target: existsSync(target) ? resolve(target) : target }),
          results: resolve('results/evolution'),
        });
      }),
  async *run(setting, options) {
    const { house, form, signal } = setting;
    const dse = await house.dse();
    if (options.cancel !== undefined) return yield* cancelPopulation(dse, options.cancel, form);
    const capability = yield* serving(setting, dse, options.target!);
    if (capability === null) return EXIT.unavailable;
    const { evolveCapability } = await import('../../evolving/evolve.ts');
    const progress = evolveCapability(dse, capability, requestOf(options), signal);
    for (;;) {
      const { value, done } = await progress.next();
      if (!done) {
        yield { err: value };
        continue;
      }
      if (value.status === 'refused') throw new CliProblem(EXIT.refused, value.reason);
      if (value.status === 'left') {
        yield {
          err: `${value.population} is left to the next worker: \`dse work --drain\`, \`dse status ${value.population}\``,
        };
        return EXIT.unavailable;
      }
      const folder = options.out ?? join(options.results, value.answer.population);
      return yield* sayEvolved(value.results, folder, form);
    }
  },
});

function requestOf(options: Options): EvolveRequest {
  const { generations, population, elite, islands, sample, deploy: what } = options;
  const asked = { generations, population, elite, islands, sample, deploy: what };
  return {
    golden: options.golden === undefined ? 'last' : { file: options.golden },
    strategy: options.strategy,
    settings: Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)),
    weights: options.weights ?? null,
    ...(options.budget === undefined ? {} : { budgetMicro: Math.round(options.budget * 1e6) }),
    ...(options.evaluations === undefined ? {} : { evaluations: options.evaluations }),
    seed: options.seed,
    compare: options.compare,
    by: 'the command line',
  };
}

/** The capability that is meant: of a file it is declared, and a first implementation asked for where nothing serves it. Null when stopped. */
async function* serving({ signal }: Setting, dse: Dse, target: string): AsyncGenerator<Said, string | null> {
  if (!existsSync(target)) {
    if (!Id.safeParse(target).success)
      throw new CliProblem(
        EXIT.usage,
        `${target}: neither a file nor a capability; ids match [a-z0-9][a-z0-9_-]{0,63}`,
      );
    return target;
  }
  const capability = await declaredFrom(dse, target);
  const proved = await waitUntil(
    dse,
    { kind: 'capability', id: capability },
    (state) => state !== 'proving',
    signal,
  );
  if (!proved) return null;
  if (proved.state !== 'ready')
    throw new CliProblem(
      EXIT.weakSuite,
      `${capability}: its suite was refused: \`dse audit capability/${capability}\``,
    );
  if ((await capabilityState(dse.host, capability)).context.served !== null) return capability;
  yield { err: `${capability}: nothing serves it yet, a first implementation is asked for` };
  const task = `evolve-${capability}`.slice(0, 64);
  requireSent(await dse.submit(capability, task, ''), `task/${task}`);
  const ended = await waitUntil(
    dse,
    { kind: 'task', id: task },
    (state) => ['answered', 'unanswered', 'rejected'].includes(state),
    signal,
  );
  if (!ended) return null;
  if (ended.state !== 'answered')
    throw new CliProblem(
      EXIT.refused,
      `${capability} has no first implementation to evolve: \`dse task show ${task}\``,
    );
  return capability;
}

function strategy(text: string): Strategy {
  const read = Strategy.safeParse(text);
  if (!read.success)
    throw new CliProblem(EXIT.usage, `--strategy ${text}: one of ${Strategy.options.join(', ')} is meant`);
  return read.data;
}

function deploy(text: string): 'offer' | 'none' {
  if (text !== 'offer' && text !== 'none')
    throw new CliProblem(EXIT.usage, `--deploy ${text}: offer or none is meant`);
  return text;
}

function dollars(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0) || !Number.isFinite(value))
    throw new CliProblem(EXIT.usage, `--budget ${text}: dollars are meant, such as 0.50`);
  return value;
}

/** `quality=1,fuel=0.2`. What is weighed is checked by the population. */
function weights(text: string): Record<string, number> {
  const pairs = text.split(',').map((part) => {
    const [name, value, ...more] = part.split('=');
    if (
      !name ||
      value === undefined ||
      value.trim() === '' ||
      !Number.isFinite(Number(value)) ||
      more.length > 0
    )
      throw new CliProblem(EXIT.usage, `--weights ${text}: "${part}" is no weight; write quality=1,fuel=0.2`);
    return [name, Number(value)] as const;
  });
  return Object.fromEntries(pairs);
}
