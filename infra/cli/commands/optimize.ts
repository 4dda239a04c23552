import { z } from 'zod';
import { Id } from '../../../events/commit.ts';
import { Priority, SessionAim } from '../../../events/optimization.ts';
import { TIERS } from '../../config/settings/optimization.ts';
import { sessionOf } from '../../answers/session.ts';
import { NotKnown } from '../../answers/notKnown.ts';
import { modelsOf } from '../../optimizing/experiments.ts';
import type { Dse } from '../../running.ts';
import { capabilityOf, lifecycleOf } from '../../../actors/workshop.ts';
import { currentPressure } from '../../pressure/currentPressure.ts';
import { improvable } from '../../optimizing/select.ts';
import type { Improvable } from '../../optimizing/select.ts';
import { command, share, wholeNumber } from '../command.ts';
import type { Setting } from '../command.ts';
import { CliProblem, EXIT, requireSent } from '../exitCodes.ts';
import { followSession, saySession } from './sessionProgress.ts';

const AIMS = [...SessionAim.options, 'all'] as const;
const Options = z.strictObject({
  target: Id.optional(),
  all: z.boolean().default(false),
  priority: Priority.optional(),
  for: z.enum(AIMS).optional(),
  fitnessBelow: z.number().min(0).max(1).optional(),
  tier: z.enum(TIERS).default('local'),
  generators: z.array(Id).min(1).max(10).optional(),
  budget: z.number().min(0).optional(),
  background: z.boolean().default(false),
  whenIdle: z.boolean().default(false),
  anew: z.boolean().default(false),
  limit: z.int().min(0).optional(),
  pause: Id.optional(),
  resume: Id.optional(),
  cancel: Id.optional(),
});
type Options = z.infer<typeof Options>;
type Flags = Omit<Options, 'target' | 'all'>;

function dollars(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0) || !Number.isFinite(value))
    throw new CliProblem(EXIT.usage, `--budget ${text}: dollars are meant, such as 0.50`);
  return value;
}

function oneOf<T extends string>(option: string, known: readonly T[]): (text: string) => T {
  return (text) => {
    const found = known.find((one) => one === text);
    if (found === undefined)
      throw new CliProblem(EXIT.usage, `${option} ${text}: one of ${known.join(', ')} is meant`);
    return found;
  };
}

/** `dse optimize`: sessions that look for something better, in the foreground with their progress or left to workers (SPEC T9, T33-T35). */
export const optimize = command<Options>({
  name: 'optimize',
  needs: 'workers',
  opensDoor: true,
  options: Options,
  configure: (program, act) =>
    void program
      .command('optimize [id-or-all]')
      .description('look for something better than what is stored under this id, or than all that serves')
      .option(
        '--priority <level>',
        'with `all`: only what is this pressing or more: low, medium, high',
        oneOf('--priority', Priority.options),
      )
      .option('--fitness-below <share>', 'with `all`: only what is less fit', share('--fitness-below'))
      .option('--limit <n>', 'with `all`: at most so many sessions', wholeNumber('--limit'))
      .option(
        '--for <aim>',
        'what decides which is better: performance, quality, memory, latency, all; default: all',
        oneOf('--for', AIMS),
      )
      .option('--tier <tier>', 'what may be asked: local, cloud, deep', oneOf('--tier', TIERS))
      .option('--generators <names>', 'only these, such as local-search,crossover', (text: string) => [
        ...new Set(text.split(',')),
      ])
      .option('--budget <usd>', 'dollars a session may spend; default: as the settings say', dollars)
      .option('--background', 'do not wait: workers go on')
      .option('--when-idle', 'begin when nobody is at work')
      .option('--anew', 'try again what was tried on the same code before')
      .option('--pause <session>', 'begin no further experiment; what runs is recorded')
      .option('--resume <session>', 'go on with a paused session')
      .option('--cancel <session>', 'end a session; the parent goes on serving')
      .action((id: string | undefined, flags: Partial<Flags>) => {
        const moves = [flags.pause, flags.resume, flags.cancel].filter((one) => one !== undefined).length;
        if (moves + (id === undefined ? 0 : 1) !== 1)
          throw new CliProblem(
            EXIT.usage,
            'name one thing: an ID, `all`, or one of --pause, --resume and --cancel with a session',
          );
        const all = id === 'all';
        if (id !== undefined && !Id.safeParse(id).success)
          throw new CliProblem(EXIT.usage, `${id}: ids match [a-z0-9][a-z0-9_-]{0,63}`);
        if (!all && (flags.priority ?? flags.fitnessBelow ?? flags.limit) !== undefined)
          throw new CliProblem(EXIT.usage, '--priority, --fitness-below and --limit choose among `all`');
        act({ ...flags, ...(all || id === undefined ? {} : { target: id }), all } as Options);
      }),
  async *run(setting, options) {
    const { pause, resume, cancel, tier } = options;
    if (pause !== undefined) return yield* move(setting, pause, 'pause');
    if (resume !== undefined) return yield* move(setting, resume, 'resume');
    if (cancel !== undefined) return yield* move(setting, cancel, 'cancel');
    const dse = await setting.house.dse();
    const pressure = await affordable(dse);
    if (nobodyStandsOn(dse, tier))
      yield {
        err: `nobody stands on tier ${tier}, so those of cheaper tiers are asked: \`dse tiers\` says who`,
      };
    if (options.all) return yield* everything(setting, options, pressure);
    return yield* one(setting, await targetOf(dse, options.target!), options, pressure);
  },
});

type Pressure = { readonly level: string; readonly reason: string };

/** @throws CliProblem A busy machine keeps nobody from asking; what somebody set, or what it runs on, does (SPEC A11). */
async function affordable(dse: Dse): Promise<Pressure> {
  const { level, optimisation, reason } = await currentPressure(dse, dse.pressure);
  if (optimisation === 'none' && reason !== 'load')
    throw new CliProblem(
      EXIT.conflict,
      `nothing is optimised under ${level} pressure (${reason}): \`dse pressure show\` says why, \`dse pressure release\` ends what was set`,
    );
  return { level, reason };
}

/** No model of the settings is asked on this tier that a cheaper one would not ask as well. */
function nobodyStandsOn({ optimization, workshop }: Dse, tier: Options['tier']): boolean {
  const cheaper = TIERS[TIERS.indexOf(tier) - 1];
  if (cheaper === undefined) return false;
  const models = [...workshop.modelGenerators.values()];
  return modelsOf(tier, optimization, models).length === modelsOf(cheaper, optimization, models).length;
}

/** An artifact, or what a capability of this name serves. @throws NotKnown */
async function targetOf(dse: Dse, id: string): Promise<Improvable | string> {
  const found = (await improvable(dse, { priority: null, fitnessBelow: null })).find(
    ({ artifact, capability }) => artifact === id || capability === id,
  );
  if (found) return found;
  // What cannot be improved now is told by whoever opens the session.
  const { context } = await lifecycleOf(dse.workshop, { kind: 'artifact', id });
  if (context.artifact !== null) return id;
  const { declared, served } = (await capabilityOf(dse.workshop, id)).context;
  if (served !== null) {
    const { artifact } = (await lifecycleOf(dse.workshop, { kind: 'artifact', id: served })).context;
    if (artifact !== null) return served;
    throw new CliProblem(
      EXIT.conflict,
      `${id} is served by ${served}, a tool or a workflow: only functions are improved by sessions`,
    );
  }
  if (declared === null)
    throw new NotKnown(
      `there is no artifact or capability "${id}": \`dse artifact list\` names what there is`,
    );
  throw new CliProblem(EXIT.conflict, `nothing serves ${id} yet: \`dse task submit\` asks for it`);
}

async function* everything(setting: Setting, options: Options, pressure: Pressure) {
  const dse = await setting.house.dse();
  const { priority, fitnessBelow, limit } = options;
  const found = await improvable(dse, { priority: priority ?? null, fitnessBelow: fitnessBelow ?? null });
  const chosen = found.slice(0, limit);
  yield { err: `${chosen.length} of ${found.length} things that serve and can be improved` };
  let worst: number = EXIT.ok;
  for (const each of chosen) {
    if (setting.signal.aborted) return EXIT.unavailable;
    try {
      worst = Math.max(worst, yield* one(setting, each, options, pressure));
    } catch (error) {
      if (!(error instanceof CliProblem)) throw error;
      // What is refused does not keep the others waiting.
      yield { err: `${each.artifact}: ${error.message}` };
      if (error.code !== EXIT.conflict) worst = Math.max(worst, error.code);
    }
  }
  return worst;
}

async function* one(
  { house, form, signal }: Setting,
  target: Improvable | string,
  options: Options,
  pressure: Pressure,
) {
  const dse = await house.dse();
  const artifact = typeof target === 'string' ? target : target.artifact;
  const opened = await dse.optimize(artifact, {
    trigger: 'manual',
    reason: 'asked for on the command line',
    priority: typeof target === 'string' ? 'medium' : target.priority,
    tier: options.tier,
    ...(options.budget === undefined ? {} : { budgetMicro: Math.round(options.budget * 1e6) }),
    pressure,
    ...(options.generators === undefined ? {} : { generators: options.generators }),
    whenIdle: options.whenIdle,
    anew: options.anew,
    ...(options.for === undefined || options.for === 'all' ? {} : { aim: options.for }),
    read: typeof target === 'string' ? null : target.read,
  });
  if (opened.status === 'refused')
    throw new CliProblem(opened.recorded ? EXIT.refused : EXIT.conflict, opened.reason);
  const { session } = opened;
  if (!options.whenIdle)
    requireSent(await dse.beginSession(session, 'the command line'), `optimization/${session}`);
  if (options.background || options.whenIdle) {
    const text = options.whenIdle ? 'waits until nobody is at work' : 'has begun';
    yield {
      out: form.json
        ? JSON.stringify({ session, target: artifact, state: options.whenIdle ? 'queued' : 'working' })
        : `${session} ${text}: \`dse status ${session}\`; a worker (\`dse work\`, \`dse serve\`) does the rest`,
    };
    return EXIT.ok;
  }
  return yield* followSession({ house, form, signal }, session);
}

async function* move({ house, form }: Setting, session: string, type: 'pause' | 'resume' | 'cancel') {
  const dse = await house.dse();
  await sessionOf(dse.substrate, session);
  requireSent(
    await dse.send({ kind: 'optimization', id: session }, { type, reason: 'asked for on the command line' }),
    `optimization/${session}`,
  );
  return yield* saySession(dse.substrate, session, form);
}
